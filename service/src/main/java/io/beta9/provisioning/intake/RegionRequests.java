package io.beta9.provisioning.intake;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.Act;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.region.RegionCircuit.CircuitState;
import io.beta9.provisioning.region.RegionCircuitRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** What an operator decides of a region, whatever the circuit itself would. */
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
   * No new work goes there any more; what is under way goes on, and so do destructions.
   *
   * @param length until it is tried again by itself; null: until somebody closes it
   * @throws UnknownRegionException where there is none of that name
   */
  public RegionCircuit open(
      Caller caller, String region, String reason, @Nullable Duration length) {
    return changed(
        caller,
        region,
        CircuitState.OPEN,
        length == null ? null : regions.now().plus(length),
        caller.name() + " keeps work back: " + reason);
  }

  /**
   * Work flows again, and what failed before counts no more.
   *
   * @throws UnknownRegionException where there is none of that name
   */
  public RegionCircuit close(Caller caller, String region, String reason) {
    return changed(
        caller, region, CircuitState.CLOSED, null, caller.name() + " lets work through: " + reason);
  }

  private RegionCircuit changed(
      Caller caller, String region, CircuitState state, @Nullable Instant until, String reason) {
    if (!known.contains(region)) {
      throw new UnknownRegionException(region);
    }
    return transactions.execute(
        status -> {
          RegionCircuit before = regions.lock(region);
          regions.change(
              before, state, until, reason, state == CircuitState.OPEN ? 1 : 0, caller.name());
          RegionCircuit after = regions.lock(region);
          audit.done(
              caller,
              new Act(
                  state == CircuitState.OPEN ? "regions.open" : "regions.close",
                  null,
                  null,
                  after.sentence()));
          return after;
        });
  }
}
