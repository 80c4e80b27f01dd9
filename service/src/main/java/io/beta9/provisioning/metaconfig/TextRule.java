package io.beta9.provisioning.metaconfig;

import org.jspecify.annotations.Nullable;

/** Validates the text of a field. */
@FunctionalInterface
interface TextRule {
  /** Accepts any text. */
  TextRule ANY = text -> null;

  /** Returns why the text is invalid, or null if it is valid. */
  @Nullable String problem(String text);
}
