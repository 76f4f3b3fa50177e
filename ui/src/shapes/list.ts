// Short lists as people type them in one field: carriers, provinces.

/** The list in one line, with Chinese commas. */
export const listText = (list: readonly string[]): string => list.join('\uff0c');

/** What was typed as a list: commas of all kinds or blanks between. */
export const listOf = (text: string): string[] => text.split(/[,\uff0c\u3001\s]+/u).filter((each) => each !== '');
