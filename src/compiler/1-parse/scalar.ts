// YAML 1.2 core schema, yaml.org/spec/1.2.2 section 10.3.2: `no`, `on` and `12:30` are text.
const integer = /^[-+]?[0-9]+$/
const octal = /^0o[0-7]+$/
const hexadecimal = /^0x[0-9a-fA-F]+$/
const float = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
const infinity = /^([-+]?)\.(?:inf|Inf|INF)$/
const notNumber = /^\.(?:nan|NaN|NAN)$/

/** What an unquoted word means in YAML. */
export function plainValue(text: string): string | number | boolean | null {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  return plainNumber(text) ?? text
}

function plainNumber(text: string): number | undefined {
  if (integer.test(text) || octal.test(text) || hexadecimal.test(text) || float.test(text)) {
    return Number(text)
  }
  const sign = infinity.exec(text)
  if (sign) return sign[1] === '-' ? -Infinity : Infinity
  return notNumber.test(text) ? Number.NaN : undefined
}
