/** The rules whose story the demo tells: few, so that each mend can be followed. */
export const storyRules: readonly string[] = ['security-group-restricted-ports', 's3-bucket-public-access'];
