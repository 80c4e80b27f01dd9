package io.beta9.provisioning.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Documents a setting. Every component of a settings record has this annotation. The page
 * docs/settings.md is generated from it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Setting {
  /** The meaning, as Markdown without a final period. */
  String value();

  ReadBy readBy() default ReadBy.BOTH;

  /**
   * Whether the value is secret. A secret is never printed, and can also be given as the path of a
   * file that contains it, in the variable with the suffix {@code _FILE}.
   */
  boolean secret() default false;

  /** Describes what applies if the setting is absent and has no default value. */
  String ifAbsent() default "";

  /** The former name of the variable, which is accepted as well; empty if there is none. */
  String formerly() default "";

  /** The processes that read a setting. */
  enum ReadBy {
    API("api"),
    WORKER("worker"),
    BOTH("both");

    private final String label;

    ReadBy(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }
}
