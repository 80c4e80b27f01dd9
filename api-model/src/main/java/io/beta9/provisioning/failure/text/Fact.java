package io.beta9.provisioning.failure.text;

import java.util.Arrays;
import java.util.Locale;

/** A fact that is stored by its code and shown by its description; implemented by enums. */
public interface Fact {

  /** Returns the name of the constant. */
  String name();

  /** Returns the fact as a part of a sentence. */
  String description();

  /** Returns the name on the wire, in kebab case. */
  default String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the description of a code; the code itself if it is not one of the facts. */
  static <F extends Fact> String describe(F[] facts, String code) {
    return Arrays.stream(facts)
        .filter(fact -> fact.code().equals(code))
        .findFirst()
        .map(Fact::description)
        .orElse(code);
  }
}
