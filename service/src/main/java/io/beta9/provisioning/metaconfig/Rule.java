package io.beta9.provisioning.metaconfig;

import org.jspecify.annotations.Nullable;

/** What a text must be like. */
@FunctionalInterface
interface Rule {
  /** Any text will do. */
  Rule NONE = text -> null;

  /** What is wrong with the text, or null where nothing is. */
  @Nullable String complaint(String text);
}
