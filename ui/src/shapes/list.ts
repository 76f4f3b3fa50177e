// Short lists as people type them in one field: carriers, provinces.

/** The list in one line. */
export const listText = (list: readonly string[]): string => list.join('，');

/** What was typed as a list: commas of both kinds, 、 or blanks between. */
export const listOf = (text: string): string[] => text.split(/[,，、\s]+/u).filter((each) => each !== '');
