import type { Translation } from '../catalogue.js';
import type { guideWords } from '../english/guide.js';

/** The words of the first-run card, in Hebrew. */
export const hebrewGuide: Translation<typeof guideWords> = {
  'guide.heading': 'איך עמדת העבודה קוראת לך',
  'guide.intro': 'כשלקוח זקוק לך, מופיעה כאן התראה, ואם ניתנה הרשאה, נשמע צליל ומופיעה התראה בשולחן העבודה.',
  'guide.open': 'איך עמדת העבודה פועלת',
  'guide.test': 'השמעת התראת ניסיון',
  'guide.done': 'הבנתי',
  'guide.statuses': 'חמשת המצבים',
  'guide.waiting': 'הלקוח מבקש נציג, או שנציג כבר בשיחה איתו.',
  'guide.action': 'לבוט לא הייתה תשובה כמה פעמים, או שנכשל. ייתכן שנדרשת עזרתך.',
  'guide.live': 'הלקוח בשיחה עם הבוט, והכול מתנהל כשורה.',
  'guide.stalled': 'הלקוח שותק כבר כמה דקות.',
  'guide.abandoned': 'הלקוח עזב את הצ׳אט, או שותק זמן רב.',
  'guide.freshness': 'האם זה מעודכן?',
  'guide.freshness-why': 'הטבלה תמיד אומרת זאת: ״מעודכן״, ״מתעדכן״ או ״לא מתעדכן מאז…״. כל עוד אינה מעודכנת, מוצגת שאלה לפני שליחת הודעה.',
  'guide.order': 'השורות נשארות מתחת ליד',
  'guide.order-why': 'בזמן הצבעה, גלילה או הקלדה בטבלה, הסדר ממתין. ״הקפאת הסדר״ שומרת אותו עד ללחיצה נוספת.',
};
