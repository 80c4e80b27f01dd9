package io.beta9.provisioning.api;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.UnknownWorkerException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.LookbackPeriod;
import io.beta9.provisioning.apimodel.report.CapacityReport;
import io.beta9.provisioning.apimodel.report.FailureReport;
import io.beta9.provisioning.apimodel.report.HealthReport;
import io.beta9.provisioning.apimodel.report.QueueReport;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.report.CapacityReports;
import io.beta9.provisioning.report.FailureReports;
import io.beta9.provisioning.report.HealthReports;
import io.beta9.provisioning.report.QueueReports;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Queue, workers and reports of the whole installation, for operators. */
@RestController
@RequestMapping("/api/v1")
public class OperatorResource {
  private final QueueReports queue;
  private final FailureReports failures;
  private final CapacityReports capacity;
  private final HealthReports health;
  private final WorkerRepository workers;
  private final AuditRepository audit;
  private final Clock clock;

  public OperatorResource(
      QueueReports queue,
      FailureReports failures,
      CapacityReports capacity,
      HealthReports health,
      WorkerRepository workers,
      AuditRepository audit,
      Clock clock) {
    this.queue = queue;
    this.failures = failures;
    this.capacity = capacity;
    this.health = health;
    this.workers = workers;
    this.audit = audit;
    this.clock = clock;
  }

  /** Returns the queue, the workers and advice on their number. */
  @Authorize(value = Permission.INSTALLATION_READ, on = Subject.INSTALLATION)
  @GetMapping("/queue")
  QueueReport queue(@RequestAttribute(BearerTokenFilter.CALLER) Caller caller) {
    return queue.now();
  }

  /** Stops a worker from claiming operations. */
  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Subject.INSTALLATION)
  @PostMapping("/workers/{id}/drain")
  QueueReport.WorkerLine drain(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return changed(caller, id, "drain", workers.requestDrain(id));
  }

  /** Lets a worker claim operations again. */
  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Subject.INSTALLATION)
  @PostMapping("/workers/{id}/resume")
  QueueReport.WorkerLine resume(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return changed(caller, id, "resume", workers.resume(id));
  }

  private QueueReport.WorkerLine changed(Caller caller, String id, String action, boolean found) {
    audit.recordDone(
        caller, new AuditAction("workers." + action, null, null, found ? id : id + " (unknown)"));
    if (!found) {
      throw new UnknownWorkerException(id);
    }
    return queue.workers().stream()
        .filter(worker -> worker.workerId().equals(id))
        .findFirst()
        .orElseThrow(() -> new UnknownWorkerException(id));
  }

  /** Returns failed operations, grouped by cause. */
  @Authorize(value = Permission.INSTALLATION_READ, on = Subject.INSTALLATION)
  @GetMapping("/reports/failures")
  FailureReport failures(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "1h") String since) {
    return failures.since(clock.instant().minus(LookbackPeriod.parse(since)));
  }

  /** Returns operations, waiting times and load by week. */
  @Authorize(value = Permission.INSTALLATION_READ, on = Subject.INSTALLATION)
  @GetMapping("/reports/capacity")
  CapacityReport capacity(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "7d") String since) {
    return capacity.since(clock.instant().minus(LookbackPeriod.parse(since)));
  }

  /** Returns the health of this process and its database. */
  @Authorize(value = Permission.INSTALLATION_READ, on = Subject.INSTALLATION)
  @GetMapping("/reports/health")
  HealthReport health(@RequestAttribute(BearerTokenFilter.CALLER) Caller caller) {
    return health.now();
  }
}
