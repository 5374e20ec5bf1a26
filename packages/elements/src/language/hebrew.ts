import type { Catalogue } from './catalogue.js';
import { hebrewAlerting } from './hebrew/alerting.js';
import { hebrewConversation } from './hebrew/conversation.js';
import { hebrewFrame } from './hebrew/frame.js';
import { hebrewGuide } from './hebrew/guide.js';
import { hebrewPresence } from './hebrew/presence.js';
import { hebrewSettings } from './hebrew/settings.js';
import { hebrewShared } from './hebrew/shared.js';
import { hebrewShortcuts } from './hebrew/shortcuts.js';
import { hebrewTable } from './hebrew/table.js';

/**
 * Hebrew; buttons are verbal nouns and instructions impersonal, which address
 * neither man nor woman. Its words:
 *
 * | English | Hebrew |
 * |---|---|
 * | conversation; customer; agent | שיחה; לקוח; נציג |
 * | colleague; supervisor | נציג אחר; מנהל צוות |
 * | operator (who answers) | גורם מטפל |
 * | takeover, take over, hand back | הטיפול בשיחה, לקיחת השיחה, החזרה לבוט |
 * | transfer, assign, queue | העברה, הקצאה, תור |
 * | hold (a conversation); desk full | השיחה אצל; הקיבולת מלאה |
 * | desk (another system's agents) | המוקד החיצוני |
 * | Waiting For Agent, Action, Live | ממתינה לנציג, נדרשת התערבות, פעילה |
 * | Stalled, Abandoned, Closed | תקועה, ננטשה, סגורה |
 * | Up to date, Catching up, Not updating | מעודכן, מתעדכן, לא מתעדכן |
 * | default answer; prepared reply; note | תשובת ברירת מחדל; תשובה מוכנה; הערה פנימית |
 * | wrap-up | סיבת סיום |
 * | alert; do not disturb | התראה; נא לא להפריע |
 * | Online, Offline; available | מחובר, לא מחובר; זמין |
 *
 * An instant stands in brackets where English says *at*: it may carry a date.
 */
export const hebrew: Catalogue = {
  language: 'he',
  messages: {
    ...hebrewShared,
    ...hebrewTable,
    ...hebrewFrame,
    ...hebrewConversation,
    ...hebrewPresence,
    ...hebrewAlerting,
    ...hebrewGuide,
    ...hebrewSettings,
    ...hebrewShortcuts,
  },
};
