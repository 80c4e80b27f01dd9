package io.beta9.provisioning.api.tenant;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.access.TenantLifecycleRepository.Tenant;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.UnknownTenantException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.tenant.CreateTenantRequest;
import io.beta9.provisioning.apimodel.tenant.TenantView;
import io.beta9.provisioning.intake.tenant.TenantRequests;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The tenants of the installation. */
@RestController
@RequestMapping("/api/v1/tenants")
public class TenantResource {
  private final TenantRequests requests;

  public TenantResource(TenantRequests requests) {
    this.requests = requests;
  }

  /** Returns the tenants in the order of their names. */
  @Authorize(value = Permission.TENANT_READ, on = Subject.INSTALLATION)
  @GetMapping
  Page<TenantView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return ListPage.of(
        requests.list().stream().map(TenantResource::view).toList(),
        TenantView::tenant,
        limit,
        cursor);
  }

  /** Returns a tenant. */
  @Authorize(value = Permission.TENANT_READ, on = Subject.INSTALLATION)
  @GetMapping("/{id}")
  public TenantView get(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(requests.find(known(id)).orElseThrow(() -> new UnknownTenantException(id)));
  }

  /** Creates a tenant. */
  @Authorize(value = Permission.TENANT_MANAGE, on = Subject.INSTALLATION)
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  TenantView create(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody CreateTenantRequest request) {
    return view(requests.create(caller, valid(request.tenant())));
  }

  /** Suspends a tenant: reads are answered and operations finish, new ones are rejected. */
  @Authorize(value = Permission.TENANT_MANAGE, on = Subject.INSTALLATION)
  @PostMapping("/{id}/suspend")
  TenantView suspend(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(
        requests.suspend(caller, known(id)).orElseThrow(() -> new UnknownTenantException(id)));
  }

  /** Resumes a suspended tenant. */
  @Authorize(value = Permission.TENANT_MANAGE, on = Subject.INSTALLATION)
  @PostMapping("/{id}/resume")
  TenantView resume(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(
        requests.resume(caller, known(id)).orElseThrow(() -> new UnknownTenantException(id)));
  }

  /** Deletes a tenant without existing environments and erases its data. */
  @Authorize(value = Permission.TENANT_MANAGE, on = Subject.INSTALLATION)
  @DeleteMapping("/{id}")
  TenantView delete(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(
        requests.delete(caller, known(id)).orElseThrow(() -> new UnknownTenantException(id)));
  }

  private static TenantId known(String id) {
    try {
      return new TenantId(id);
    } catch (IllegalArgumentException e) {
      throw new UnknownTenantException(id);
    }
  }

  private static TenantId valid(@Nullable String id) {
    try {
      return new TenantId(id == null ? "" : id);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("tenant", String.valueOf(e.getMessage()));
    }
  }

  private static TenantView view(Tenant tenant) {
    return new TenantView(
        tenant.id().value(),
        tenant.state().code(),
        tenant.stateSince(),
        tenant.stateReason(),
        tenant.createdAt(),
        tenant.environments());
  }
}
