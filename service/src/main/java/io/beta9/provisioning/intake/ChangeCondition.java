package io.beta9.provisioning.intake;

import org.jspecify.annotations.Nullable;

/**
 * The condition under which the request that this thread handles may change its subject ({@code
 * If-Match}). Whoever locks the subject in order to change it verifies the condition, so that
 * nothing can change the subject between the check and the change.
 */
public final class ChangeCondition {
  private static final ThreadLocal<@Nullable Runnable> CURRENT = new ThreadLocal<>();

  private ChangeCondition() {}

  /**
   * Sets the condition of this thread until {@link #clear}.
   *
   * @param check throws if the subject is not as the client knows it
   */
  public static void set(Runnable check) {
    CURRENT.set(check);
  }

  public static void clear() {
    CURRENT.remove();
  }

  /** Verifies the condition, if the request has one. The caller has locked the subject's row. */
  static void verify() {
    Runnable check = CURRENT.get();
    if (check != null) {
      check.run();
    }
  }
}
