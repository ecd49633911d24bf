/**
 * Imported before any SDK client. On Node 20 the SDK warns that its *later* versions will need Node 22; the versions here are
 * pinned, so a person at the terminal can do nothing with it.
 */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
