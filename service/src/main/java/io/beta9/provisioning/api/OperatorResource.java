package io.beta9.provisioning.api;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Caller;
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

/** The installation as a whole, for operators. */
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

  /** What waits, who works, and whether that is enough. */
  @GetMapping("/queue")
  QueueReport queue(@RequestAttribute(BearerTokenFilter.CALLER) Caller caller) {
    operator(caller);
    return queue.now();
  }

  /** Workers that do not stop but take no more work, or do again. */
  @PostMapping("/workers/{id}/{order:drain|resume}")
  QueueReport.WorkerLine drain(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String order) {
    operator(caller);
    boolean found = order.equals("drain") ? workers.requestDrain(id) : workers.resume(id);
    audit.recordDone(
        caller,
        new AuditAction("workers." + order, null, null, found ? id : id + ", which there is not"));
    if (!found) {
      throw new UnknownWorkerException(id);
    }
    return queue.workers().stream()
        .filter(worker -> worker.workerId().equals(id))
        .findFirst()
        .orElseThrow(() -> new UnknownWorkerException(id));
  }

  /** What failed, like with like. */
  @GetMapping("/reports/failures")
  FailureReport failures(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "1h") String since) {
    operator(caller);
    return failures.since(clock.instant().minus(LookbackPeriod.parse(since)));
  }

  /** How it went week by week. */
  @GetMapping("/reports/capacity")
  CapacityReport capacity(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "7d") String since) {
    operator(caller);
    return capacity.since(clock.instant().minus(LookbackPeriod.parse(since)));
  }

  /** How this process and the database are doing. */
  @GetMapping("/reports/health")
  HealthReport health(@RequestAttribute(BearerTokenFilter.CALLER) Caller caller) {
    operator(caller);
    return health.now();
  }

  private static void operator(Caller caller) {
    if (!caller.isOperator()) {
      throw new OperatorRoleRequiredException();
    }
  }
}
