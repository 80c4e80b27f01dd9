package io.beta9.provisioning.access;

import io.beta9.provisioning.access.AuditEntry.AuditOutcome;
import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writes down what reaches beyond the database before it happens, and then what came of it. */
public final class AuditTrail {
  private final AuditRepository audit;

  public AuditTrail(AuditRepository audit) {
    this.audit = audit;
  }

  /**
   * Does it, between two lines of the trail. Without the first line nothing is done.
   *
   * @param said what came of it, in words
   */
  public <T> T around(Caller caller, Act act, Supplier<T> effect, Function<T, String> said) {
    long line = audit.begin(caller, act);
    T result;
    try {
      result = effect.get();
    } catch (FailureException e) {
      boolean refused =
          e.failure().kind() == FailureClass.CONFLICT
              || e.failure().kind() == FailureClass.CONFIGURATION;
      audit.finish(
          line, refused ? AuditOutcome.REFUSED : AuditOutcome.FAILED, e.failure().message());
      throw e;
    } catch (RuntimeException e) {
      audit.finish(line, AuditOutcome.FAILED, String.valueOf(e.getMessage()));
      throw e;
    }
    audit.finish(line, AuditOutcome.DONE, said.apply(result));
    return result;
  }
}
