package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.region.CircuitReason;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Requests of operators to open or close the circuit of a region. */
public final class RegionRequests {
  private final TransactionTemplate transactions;
  private final RegionCircuitRepository regions;
  private final AuditRepository audit;
  private final Set<String> known;

  public RegionRequests(
      TransactionTemplate transactions,
      RegionCircuitRepository regions,
      AuditRepository audit,
      Set<String> known) {
    this.transactions = transactions;
    this.regions = regions;
    this.audit = audit;
    this.known = known;
  }

  /**
   * Opens the circuit: no new operations start in the region. Running operations and destructions
   * continue.
   *
   * @param length the time until the region is probed; null if only an operator closes the circuit
   * @throws UnknownRegionException if the region is unknown
   */
  public RegionCircuit open(
      Caller caller, String region, String reason, @Nullable Duration length) {
    return change(
        caller,
        region,
        CircuitState.OPEN,
        length == null ? null : regions.now().plus(length),
        new CircuitReason.OpenedByOperator(caller.name(), reason));
  }

  /**
   * Closes the circuit: operations start again, and earlier failures no longer count.
   *
   * @throws UnknownRegionException if the region is unknown
   */
  public RegionCircuit close(Caller caller, String region, String reason) {
    return change(
        caller,
        region,
        CircuitState.CLOSED,
        null,
        new CircuitReason.ClosedByOperator(caller.name(), reason));
  }

  /**
   * Returns the circuit as {@link #open} would leave it, and changes nothing.
   *
   * @throws UnknownRegionException if the region is unknown
   */
  public RegionCircuit previewOpen(
      Caller caller, String region, String reason, @Nullable Duration length) {
    return undone(() -> open(caller, region, reason, length));
  }

  /**
   * Returns the circuit as {@link #close} would leave it, and changes nothing.
   *
   * @throws UnknownRegionException if the region is unknown
   */
  public RegionCircuit previewClose(Caller caller, String region, String reason) {
    return undone(() -> close(caller, region, reason));
  }

  /** Executes a change in a transaction that is rolled back, with its entry in the audit trail. */
  private RegionCircuit undone(Supplier<RegionCircuit> change) {
    return transactions.execute(
        status -> {
          status.setRollbackOnly();
          return change.get();
        });
  }

  private RegionCircuit change(
      Caller caller,
      String region,
      CircuitState state,
      @Nullable Instant until,
      CircuitReason reason) {
    if (!known.contains(region)) {
      throw new UnknownRegionException(region);
    }
    return transactions.execute(
        status -> {
          RegionCircuit before = regions.lock(region);
          regions.changeState(
              before, state, until, reason, state == CircuitState.OPEN ? 1 : 0, caller.name());
          RegionCircuit after = regions.lock(region);
          audit.recordDone(
              caller,
              new AuditAction(
                  state == CircuitState.OPEN ? "regions.open" : "regions.close",
                  null,
                  null,
                  after.description()));
          return after;
        });
  }
}
