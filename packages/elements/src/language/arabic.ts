import { arabicAlerting } from './arabic/alerting.js';
import { arabicConversation } from './arabic/conversation.js';
import { arabicFrame } from './arabic/frame.js';
import { arabicGuide } from './arabic/guide.js';
import { arabicPresence } from './arabic/presence.js';
import { arabicSettings } from './arabic/settings.js';
import { arabicShared } from './arabic/shared.js';
import { arabicShortcuts } from './arabic/shortcuts.js';
import { arabicTable } from './arabic/table.js';
import type { Catalogue } from './catalogue.js';

/**
 * Arabic, modern standard; buttons are verbal nouns, which address nobody. Its words:
 *
 * | English | Arabic |
 * |---|---|
 * | conversation; customer; agent | محادثة; عميل; موظف |
 * | colleague; supervisor | زميل; مشرف |
 * | operator (who answers) | القائم بالرد |
 * | takeover, take over, hand back | استلام, استلم, إرجاع إلى الروبوت |
 * | transfer, assign, queue | تحويل, إسناد, قائمة الانتظار |
 * | hold (a conversation); desk full | تولّى; اكتملت السعة |
 * | desk (another system's agents) | المكتب الخارجي |
 * | Waiting For Agent, Action, Live | بانتظار موظف, تتطلب تدخلًا, جارية |
 * | Stalled, Abandoned, Closed | متوقفة, متروكة, مغلقة |
 * | Up to date, Catching up, Not updating | محدّثة, جارٍ التحديث, بلا تحديث |
 * | default answer; prepared reply; note | رد افتراضي; رد جاهز; ملاحظة داخلية |
 * | wrap-up | سبب الإنهاء |
 * | alert; do not disturb | تنبيه; عدم الإزعاج |
 * | Online, Offline; available | متصل, غير متصل; متاح |
 *
 * An instant stands in brackets where English says *at*: it may carry a date.
 * One and two are often a word of their own and need no number.
 */
export const arabic: Catalogue = {
  language: 'ar',
  messages: {
    ...arabicShared,
    ...arabicTable,
    ...arabicFrame,
    ...arabicConversation,
    ...arabicPresence,
    ...arabicAlerting,
    ...arabicGuide,
    ...arabicSettings,
    ...arabicShortcuts,
  },
};
