package io.beta9.provisioning.access;

import io.beta9.provisioning.access.AuditEntry.AuditOutcome;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.failure.FailureClass;
import io.beta9.provisioning.failure.FailureException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Audits actions with effects outside of the database: before they start and after they end. */
public final class AuditTrail {
  private final AuditRepository audit;

  public AuditTrail(AuditRepository audit) {
    this.audit = audit;
  }

  /**
   * Executes an action and records its start and its outcome. Nothing is executed if the start
   * cannot be recorded.
   *
   * @param describe returns the detail of a successful outcome
   */
  public <T> T around(
      Caller caller, AuditAction act, Supplier<T> effect, Function<T, String> describe) {
    long entry = audit.begin(caller, act);
    T result;
    try {
      result = effect.get();
    } catch (FailureException e) {
      boolean rejected =
          e.failure().kind() == FailureClass.CONFLICT
              || e.failure().kind() == FailureClass.CONFIGURATION;
      audit.finish(
          entry, rejected ? AuditOutcome.REFUSED : AuditOutcome.FAILED, e.failure().message());
      throw e;
    } catch (ChangeCondition.UnmetConditionException e) {
      audit.finish(entry, AuditOutcome.REFUSED, e.getMessage());
      throw e;
    } catch (RuntimeException e) {
      // The audit trail records every failure, whatever its cause.
      audit.finish(entry, AuditOutcome.FAILED, String.valueOf(e.getMessage()));
      throw e;
    }
    audit.finish(entry, AuditOutcome.DONE, describe.apply(result));
    return result;
  }
}
