package io.beta9.provisioning.worker.delay;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.FailureCode;
import io.beta9.provisioning.failure.FailureParameter;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.failure.text.BlockerOwnership;
import io.beta9.provisioning.resources.catalog.ResourceCatalog;
import io.beta9.provisioning.resources.catalog.UsualDurations;
import io.beta9.provisioning.resources.inspection.ResourceReport;
import io.beta9.provisioning.telemetry.ThreadContext;
import io.beta9.provisioning.terraform.event.TerraformEvent;
import io.beta9.provisioning.terraform.event.TerraformEvent.Action;
import io.beta9.provisioning.terraform.event.TerraformEvent.ApplyProgressed;
import io.beta9.provisioning.terraform.event.TerraformEvent.ApplyStart;
import io.beta9.provisioning.terraform.event.TerraformEvent.ResourceRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out, while Terraform waits, why the change of a resource takes longer than usual, and
 * reports it once for each finding. Derived from Terraform's progress events alone, which contain
 * the elapsed time, so that a run of another worker is observed as well.
 *
 * <p>Inspections run one after the other on a thread of their own, because the run has to be
 * followed meanwhile. A resource is inspected again after its change has taken half as long again.
 *
 * <p>A deletion is inspected once its usual time has passed, because what is not of the environment
 * can block it, which does not pass; a delay without such a cause is reported later.
 */
public final class DelayedResources implements Consumer<TerraformEvent>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DelayedResources.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

  private final ResourceCatalog catalog;
  private final Function<ResourceAddress, Optional<ResourceReport>> inspection;
  private final Consumer<Failure> reports;
  private final ExecutorService inspections;
  private final Map<String, Duration> nextInspection = new HashMap<>();
  private final Map<String, Failure> reported = new ConcurrentHashMap<>();

  /**
   * @param inspection returns what the cloud shows about a resource
   * @param reports receives {@code resource-delayed} and {@code resource-deletion-blocked}, on
   *     another thread
   */
  public DelayedResources(
      String operation,
      ResourceCatalog catalog,
      Function<ResourceAddress, Optional<ResourceReport>> inspection,
      Consumer<Failure> reports) {
    this.catalog = catalog;
    this.inspection = inspection;
    this.reports = reports;
    this.inspections =
        Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("inspection-" + operation).factory());
  }

  @Override
  public void accept(TerraformEvent event) {
    switch (event) {
      case ApplyStart start -> nextInspection.remove(change(start.resource(), start.action()));
      case ApplyProgressed progress when progress.action().changesSomething() ->
          catalog
              .find(progress.resource().type())
              .ifPresent(descriptor -> observe(progress, descriptor.usualDurations()));
      default -> {}
    }
  }

  private static String change(ResourceRef resource, Action action) {
    return action.code() + " " + resource.address();
  }

  private void observe(ApplyProgressed progress, UsualDurations usual) {
    String change = change(progress.resource(), progress.action());
    Duration elapsed = Duration.ofSeconds(progress.elapsedSeconds());
    Duration usually = usual.of(progress.action());
    Duration delayed = increased(usually);
    Duration first = progress.action() == Action.DELETE ? usually : delayed;
    if (elapsed.compareTo(nextInspection.getOrDefault(change, first)) < 0) {
      return;
    }
    boolean early = elapsed.compareTo(delayed) < 0;
    nextInspection.put(change, early ? delayed : increased(elapsed));
    Failure delay =
        Failure.of(FailureCode.RESOURCE_DELAYED)
            .about(new ResourceAddress(progress.resource().address()))
            .with(FailureParameter.ACTION, progress.action().code())
            .with(FailureParameter.USUAL, usually)
            .with(FailureParameter.AGE, elapsed);
    inspections.execute(ThreadContext.inherit(() -> inspect(change, delay, early)));
  }

  private static Duration increased(Duration duration) {
    return duration.plus(duration.dividedBy(2));
  }

  /**
   * @param early whether only what blocks a deletion is worth a report
   */
  private void inspect(String change, Failure delay, boolean early) {
    try {
      Failure found =
          delay
              .resource()
              .flatMap(inspection)
              .map(report -> explained(delay, report))
              .orElse(delay);
      if (early && found.code() != FailureCode.RESOURCE_DELETION_BLOCKED) {
        return;
      }
      Failure withoutAge = found.without(FailureParameter.AGE);
      if (!withoutAge.equals(reported.put(change, withoutAge))) {
        reports.accept(found);
      }
    } catch (RuntimeException e) {
      // The operation neither needs the result nor may end because of it.
      log.info("The delay of {} could not be explained: {}", change, e.toString());
    }
  }

  private static Failure explained(Failure delay, ResourceReport report) {
    boolean foreign =
        report.blockers().stream()
            .anyMatch(blocker -> blocker.ownership() == BlockerOwnership.FOREIGN);
    return report.addTo(foreign ? delay.withCode(FailureCode.RESOURCE_DELETION_BLOCKED) : delay);
  }

  /** Waits for the inspections of all events so far. */
  void awaitInspections() throws InterruptedException {
    inspections.shutdown();
    inspections.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Ends the inspection in progress: nothing is reported after the operation has ended. */
  @Override
  public void close() {
    inspections.shutdownNow();
    try {
      if (!inspections.awaitTermination(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("An inspection did not end within {}", CLOSE_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
