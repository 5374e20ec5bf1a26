import type { Translation } from '../catalogue.js';
import type { guideWords } from '../english/guide.js';

/** The words of the first-run card, in Arabic. */
export const arabicGuide: Translation<typeof guideWords> = {
  'guide.heading': 'كيف يناديك مكتب العمل هذا',
  'guide.intro': 'عندما يحتاج إليك عميل ترى تنبيهًا هنا، وإن سمحت بذلك سمعت صوتًا وتلقيت إشعارًا على سطح المكتب.',
  'guide.open': 'كيف يعمل مكتب العمل هذا',
  'guide.test': 'إطلاق تنبيه تجريبي',
  'guide.done': 'فهمت',
  'guide.statuses': 'الحالات الخمس',
  'guide.waiting': 'العميل يطلب موظفًا، أو يتحدث معه موظف بالفعل.',
  'guide.action': 'عجز الروبوت عن الرد عدة مرات أو تعطل. قد يحتاج إلى مساعدتك.',
  'guide.live': 'العميل يتحدث مع الروبوت، والأمور تسير جيدًا.',
  'guide.stalled': 'العميل صامت منذ بضع دقائق.',
  'guide.abandoned': 'غادر العميل الدردشة، أو صمت طويلًا.',
  'guide.freshness': 'هل كل شيء محدّث؟',
  'guide.freshness-why': 'يذكر الجدول ذلك دائمًا: «محدّثة» أو «جارٍ التحديث» أو «بلا تحديث منذ…». وما دام غير محدّث تُسأل قبل إرسال أي رسالة.',
  'guide.order': 'تبقى الصفوف تحت يدك',
  'guide.order-why': 'ما دمت تشير أو تمرر أو تكتب في الجدول ينتظر ترتيبه. «تثبيت الترتيب» يبقيه حتى تضغط مجددًا.',
};
