package io.beta9.provisioning.api.request;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an operation that keeps megabytes in memory until it is answered, whose size a customer's
 * account determines. {@link LargeDocumentLimit} limits how many are processed at the same time.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface LargeDocument {
  /** Kinds with a limit of their own: one that waits for an account must not delay the other. */
  enum DocumentKind {
    STATE(3, 2),
    SUPPORT_BUNDLE(2, 1);

    private final int total;
    private final int ofTenant;

    DocumentKind(int total, int ofTenant) {
      this.total = total;
      this.ofTenant = ofTenant;
    }

    /** Returns the number that a process answers at the same time. */
    int total() {
      return total;
    }

    /** Returns the number that it answers to one tenant at the same time. */
    int ofTenant() {
      return ofTenant;
    }
  }

  DocumentKind value() default DocumentKind.STATE;
}
