package io.beta9.provisioning.api;

import io.beta9.provisioning.access.AuditEntry;
import io.beta9.provisioning.access.AuditRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.request.LookbackPeriod;
import io.beta9.provisioning.apimodel.AuditView;
import io.beta9.provisioning.apimodel.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The audit trail: of a tenant, or of all tenants. */
@RestController
@RequestMapping("/api/v1/audit")
public class AuditResource {
  private static final int MAX_PAGE_SIZE = 200;

  private final AuditRepository audit;
  private final Clock clock;

  public AuditResource(AuditRepository audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  /** Returns a page of entries, the newest first. */
  @Authorize(value = Permission.AUDIT_READ, allTenants = true)
  @GetMapping
  Page<AuditView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(required = false) @Nullable String environment,
      @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants,
      @RequestParam(defaultValue = "7d") String since,
      @RequestParam(defaultValue = "50") @Min(1) @Max(MAX_PAGE_SIZE) int limit,
      @RequestParam(required = false) @Nullable Long cursor) {
    if (limit < 1 || limit > MAX_PAGE_SIZE) {
      throw new BadRequestException("limit", "must be from 1 to " + MAX_PAGE_SIZE);
    }
    List<AuditEntry> found =
        audit.list(
            new AuditRepository.AuditQuery(
                allTenants ? null : caller.tenant(),
                environment,
                clock.instant().minus(LookbackPeriod.parse(since)),
                cursor,
                limit));
    boolean more = found.size() > limit;
    List<AuditEntry> page = more ? found.subList(0, limit) : found;
    return new Page<>(
        page.stream().map(AuditResource::view).toList(),
        more ? Long.toString(page.getLast().id()) : null);
  }

  private static AuditView view(AuditEntry entry) {
    return new AuditView(
        entry.id(),
        entry.at(),
        entry.tenant().value(),
        entry.actor(),
        entry.keyId(),
        entry.action(),
        entry.environmentId(),
        entry.operationId(),
        entry.reason(),
        entry.outcome().code(),
        entry.detail(),
        entry.finishedAt());
  }
}
