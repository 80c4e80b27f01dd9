package io.beta9.provisioning.console.operations;

import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.AuditRepository.AuditAction;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.intake.RegionRequests;
import io.beta9.provisioning.operation.WorkerRepository;
import io.beta9.provisioning.operation.history.OperationHistoryRepository;
import io.beta9.provisioning.report.QueueReports;
import io.beta9.provisioning.report.RegionReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

/** Queue, workers and regions, for operators. */
@Controller
@RequestMapping("/console/operations")
public class OperationsResource {
  private static final Duration RECENT = Duration.ofDays(2);
  private static final int MAX_ROWS = 20;

  private final PageFrame frame;
  private final OperationReports reports;
  private final WorkerRepository workers;
  private final RegionRequests regions;
  private final AuditRepository audit;
  private final Clock clock;

  public OperationsResource(
      PageFrame frame,
      OperationReports reports,
      WorkerRepository workers,
      RegionRequests regions,
      AuditRepository audit,
      Clock clock) {
    this.frame = frame;
    this.reports = reports;
    this.workers = workers;
    this.regions = regions;
    this.audit = audit;
    this.clock = clock;
  }

  /** What the page reads. */
  public record OperationReports(
      QueueReports queue, RegionReports regions, OperationHistoryRepository history) {}

  @Authorize(value = Permission.INSTALLATION_READ, on = Authorize.Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> operations(@RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user) {
    Instant now = clock.instant();
    Instant recent = now.minus(RECENT);
    return frame.page(
        user,
        Section.OPERATIONS,
        "Operations",
        new OperationsPage(user, now)
            .html(
                reports.queue().now(),
                reports.regions().all(),
                reports.history().takenOver(recent, MAX_ROWS),
                reports.history().adoptions(recent, MAX_ROWS)));
  }

  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Authorize.Subject.INSTALLATION)
  @PostMapping("/workers/{id}/{action:drain|resume}")
  ResponseEntity<byte[]> drain(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @PathVariable String id,
      @PathVariable String action) {
    boolean found = action.equals("drain") ? workers.requestDrain(id) : workers.resume(id);
    audit.recordDone(
        user.caller(),
        new AuditAction("workers." + action, null, null, found ? id : id + " (unknown)"));
    if (!found) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such worker.");
    }
    return back();
  }

  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Authorize.Subject.INSTALLATION)
  @PostMapping("/regions/{region}/{action:open|close}")
  ResponseEntity<byte[]> region(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String region,
      @PathVariable String action) {
    String reason = form.get("reason");
    if (reason.isEmpty()) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "A reason is required.");
    }
    if (action.equals("open")) {
      regions.open(user.caller().withReason(reason), region, reason, null);
    } else {
      regions.close(user.caller().withReason(reason), region, reason);
    }
    return back();
  }

  private static ResponseEntity<byte[]> back() {
    return PageFrame.redirect(Section.OPERATIONS.path());
  }
}
