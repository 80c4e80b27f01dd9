package io.beta9.provisioning.api;

import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyRoles;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.access.Role;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.PermissionDeniedException;
import io.beta9.provisioning.api.problem.UnknownKeyException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.ApiKeyView;
import io.beta9.provisioning.apimodel.CreateApiKeyRequest;
import io.beta9.provisioning.apimodel.CreatedApiKey;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.intake.KeyRequests;
import io.beta9.provisioning.settings.DurationText;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** API keys of a tenant. */
@RestController
@RequestMapping("/api/v1/keys")
public class KeyResource {
  private static final int MAX_NAME_LENGTH = 100;
  private static final Duration MAX_OVERLAP = Duration.ofDays(30);

  private final KeyRequests requests;
  private final Clock clock;

  public KeyResource(KeyRequests requests, Clock clock) {
    this.requests = requests;
    this.clock = clock;
  }

  /** Returns the keys, the oldest first, without their secrets. */
  @Authorize(value = Permission.KEY_MANAGE, allTenants = true)
  @GetMapping
  Page<ApiKeyView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants) {
    List<ApiKeyView> keys =
        (allTenants ? requests.listAll() : requests.list(caller))
            .stream().map(KeyResource::view).toList();
    return ListPage.of(keys, ApiKeyView::keyId, limit, cursor);
  }

  /** Creates a key and returns it with its secret, which no other request returns. */
  @Authorize(Permission.KEY_MANAGE)
  @PostMapping
  ResponseEntity<CreatedApiKey> create(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody CreateApiKeyRequest request) {
    String name = request.name() == null ? "" : request.name().strip();
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new BadRequestException("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    KeyRoles roles = roles(request.role());
    TenantId tenant = request.tenant() == null ? caller.tenant() : tenant(request.tenant());
    if (!tenant.equals(caller.tenant()) && !caller.acrossTenants().has(Permission.KEY_MANAGE)) {
      throw PermissionDeniedException.foreignTenant(tenant);
    }
    if (roles.ofService() != null && !caller.roles().contains(Role.OWNER)) {
      throw PermissionDeniedException.ownersOnly();
    }
    ApiKeyRepository.CreatedKey created =
        requests.create(caller, tenant, name, roles, expiry(request.expiresIn()));
    return ResponseEntity.status(HttpStatus.CREATED)
        .header("Cache-Control", "no-store")
        .body(new CreatedApiKey(view(created.key()), created.secret().text()));
  }

  /**
   * Creates a key that replaces another one, and returns it with its secret. The other one expires
   * after the overlap, so that its users can change over. The new key does not expire without
   * {@code expires_in}.
   */
  @Authorize(value = Permission.KEY_MANAGE, on = Subject.KEY)
  @PostMapping("/{id}/rotate")
  ResponseEntity<CreatedApiKey> rotate(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "24h") String overlap,
      @RequestParam(name = "expires_in", required = false) @Nullable String expiresIn) {
    ApiKey key = requests.active(caller, id).orElseThrow(() -> new UnknownKeyException(id));
    // The caller receives the secret: it must not have more roles than the caller.
    if (key.roles().ofService() != null && !caller.roles().contains(Role.OWNER)) {
      throw PermissionDeniedException.ownersOnly();
    }
    ApiKeyRepository.CreatedKey created =
        requests
            .rotate(caller, key, overlap(overlap), expiry(expiresIn))
            .orElseThrow(() -> new UnknownKeyException(id));
    return ResponseEntity.status(HttpStatus.CREATED)
        .header("Cache-Control", "no-store")
        .body(new CreatedApiKey(view(created.key()), created.secret().text()));
  }

  private @Nullable Instant expiry(@Nullable String lifetime) {
    if (lifetime == null) {
      return null;
    }
    try {
      Duration parsed = DurationText.parse(lifetime);
      if (parsed.compareTo(ApiKey.MAX_LIFETIME) <= 0) {
        return clock.instant().plus(parsed);
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like a lifetime that is too long.
    }
    throw new BadRequestException(
        "expires_in", "must be a duration such as 12h or 90d, at most 3650d");
  }

  private static Duration overlap(String text) {
    try {
      Duration overlap = DurationText.parse(text);
      if (overlap.compareTo(MAX_OVERLAP) <= 0) {
        return overlap;
      }
    } catch (IllegalArgumentException e) {
      // Reported below, like an overlap that is too long.
    }
    throw new BadRequestException("overlap", "must be a duration such as 24h, at most 30d");
  }

  /** Revokes a key: immediately in this process, within seconds in the others. */
  @Authorize(value = Permission.KEY_MANAGE, on = Subject.KEY, whileSuspended = true)
  @DeleteMapping("/{id}")
  ApiKeyView revoke(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(requests.revoke(caller, id).orElseThrow(() -> new UnknownKeyException(id)));
  }

  private static KeyRoles roles(@Nullable String codes) {
    try {
      return codes == null ? KeyRoles.of(Role.ADMIN) : KeyRoles.parse(codes);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("role", String.valueOf(e.getMessage()));
    }
  }

  private static TenantId tenant(String text) {
    try {
      return new TenantId(text);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException("tenant", String.valueOf(e.getMessage()));
    }
  }

  private static ApiKeyView view(ApiKey key) {
    return new ApiKeyView(
        key.id(),
        key.tenant().value(),
        key.name(),
        key.prefix(),
        key.roles().codes(),
        key.createdAt(),
        key.expiresAt(),
        key.lastUsedAt(),
        key.revokedAt());
  }
}
