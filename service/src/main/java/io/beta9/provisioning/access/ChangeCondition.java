package io.beta9.provisioning.access;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions under which the request that this thread handles may change something: the tag of
 * its subject ({@code If-Match}), the state of its tenant. They are checked before the request is
 * handled, and again in the transaction of the change, by the same code: another request may have
 * committed in between. A thread without a request has no conditions.
 */
public final class ChangeCondition {
  private static final ThreadLocal<@Nullable List<Runnable>> CURRENT = new ThreadLocal<>();

  /** A condition is not met. Nothing was changed. */
  public abstract static class UnmetConditionException extends RuntimeException {
    protected UnmetConditionException(String message) {
      super(message);
    }
  }

  private ChangeCondition() {}

  /**
   * Adds a condition of this thread until {@link #clear}.
   *
   * @param check throws if the condition is not met, and locks what it depends on, unless the
   *     caller of {@link #verify} has locked it
   */
  public static void add(Runnable check) {
    List<Runnable> checks = CURRENT.get();
    if (checks == null) {
      checks = new ArrayList<>();
      CURRENT.set(checks);
    }
    checks.add(check);
  }

  public static void clear() {
    CURRENT.remove();
  }

  /** Verifies the conditions. The caller has locked the row of the request's subject, if any. */
  public static void verify() {
    List<Runnable> checks = CURRENT.get();
    if (checks != null) {
      checks.forEach(Runnable::run);
    }
  }
}
