/** A setting that cannot be right. Its message is a sentence for the operator. */
export class ConfigError extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'ConfigError'
  }
}
