/** The rules, of these, that may be mended by, with their parameters, as judges take them: enabled, and not only observed. */
export function mendableRules(ids: readonly string[]): string {
  const which = `contains(${JSON.stringify(ids)}, id) && lookup(var.rule_modes, id, "auto") == "auto"`;
  return `\${jsonencode({for id in var.enabled_rules : id => lookup(var.rule_parameters, id, {}) if ${which}})}`;
}

/** The same with those that only observe, of rules that AWS Config does not ask: what they find is told all the same. */
export function judgedRules(ids: readonly string[], whateverMode: readonly string[]): string {
  const mode = `(contains(${JSON.stringify(whateverMode)}, id) || lookup(var.rule_modes, id, "auto") == "auto")`;
  const which = `contains(${JSON.stringify(ids)}, id) && ${mode}`;
  return `\${jsonencode({for id in var.enabled_rules : id => lookup(var.rule_parameters, id, {}) if ${which}})}`;
}
