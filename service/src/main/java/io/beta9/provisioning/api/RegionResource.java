package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.apimodel.report.RegionCircuitView;
import io.beta9.provisioning.apimodel.report.RegionList;
import io.beta9.provisioning.intake.RegionRequests;
import io.beta9.provisioning.region.RegionCircuit;
import io.beta9.provisioning.report.RegionReports;
import io.beta9.provisioning.settings.DurationText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The circuit breakers of the regions, for operators. */
@RestController
@RequestMapping("/api/v1/regions")
public class RegionResource {
  private final RegionReports reports;
  private final RegionRequests requests;

  public RegionResource(RegionReports reports, RegionRequests requests) {
    this.reports = reports;
    this.requests = requests;
  }

  @Authorize(value = Permission.INSTALLATION_READ, on = Subject.INSTALLATION)
  @GetMapping
  RegionList list(@RequestAttribute(BearerTokenFilter.CALLER) Caller caller) {
    return new RegionList(reports.all());
  }

  /** Opens a circuit breaker: new operations wait. A dry run returns what it would be. */
  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Subject.INSTALLATION)
  @PostMapping("/{region}/open")
  RegionCircuitView open(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String region,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam(name = "for", required = false) @Nullable String length,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    Caller as = RequestReason.with(caller, reason);
    if (dryRun) {
      return reports.expected(requests.previewOpen(as, region, requiredReason(as), parse(length)));
    }
    return view(requests.open(as, region, requiredReason(as), parse(length)));
  }

  /** Closes a circuit breaker: new operations run. A dry run returns what it would be. */
  @Authorize(value = Permission.INSTALLATION_OPERATE, on = Subject.INSTALLATION)
  @PostMapping("/{region}/close")
  RegionCircuitView close(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String region,
      @RequestParam(required = false) @Nullable String reason,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    Caller as = RequestReason.with(caller, reason);
    if (dryRun) {
      return reports.expected(requests.previewClose(as, region, requiredReason(as)));
    }
    return view(requests.close(as, region, requiredReason(as)));
  }

  private RegionCircuitView view(RegionCircuit circuit) {
    return reports.all().stream()
        .filter(line -> line.region().equals(circuit.region()))
        .findFirst()
        .orElseGet(() -> RegionReports.view(circuit, 0));
  }

  private static String requiredReason(Caller caller) {
    String reason = caller.reason();
    if (reason == null) {
      throw new BadRequestException("reason", "is required");
    }
    return reason;
  }

  private static @Nullable Duration parse(@Nullable String length) {
    if (length == null || length.isBlank()) {
      return null;
    }
    try {
      return DurationText.parse(length);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("for", String.valueOf(e.getMessage()));
    }
  }
}
