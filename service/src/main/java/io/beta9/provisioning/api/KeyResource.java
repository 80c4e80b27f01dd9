package io.beta9.provisioning.api;

import org.springframework.web.bind.annotation.RequestParam;
import org.jspecify.annotations.Nullable;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Max;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.access.ApiKey;
import io.beta9.provisioning.access.ApiKeyRepository;
import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.KeyRole;
import io.beta9.provisioning.access.TenantId;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.problem.OperatorRoleRequiredException;
import io.beta9.provisioning.api.problem.UnknownKeyException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.ApiKeyView;
import io.beta9.provisioning.apimodel.CreateApiKeyRequest;
import io.beta9.provisioning.apimodel.CreatedApiKey;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.intake.KeyRequests;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** API keys of the caller's tenant; for operators, of all tenants. */
@RestController
@RequestMapping("/api/v1/keys")
public class KeyResource {
  private static final int MAX_NAME_LENGTH = 100;

  private final KeyRequests requests;

  public KeyResource(KeyRequests requests) {
    this.requests = requests;
  }

  /** Returns the keys, the oldest first, without their secrets. */
  @GetMapping
  Page<ApiKeyView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    List<ApiKeyView> keys = requests.list(caller).stream().map(KeyResource::view).toList();
    return ListPage.of(keys, ApiKeyView::keyId, limit, cursor);
  }

  /** Creates a key and returns it with its secret, which no other request returns. */
  @PostMapping
  ResponseEntity<CreatedApiKey> create(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody CreateApiKeyRequest request) {
    String name = request.name() == null ? "" : request.name().strip();
    if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
      throw new BadRequestException("name", "must have 1 to " + MAX_NAME_LENGTH + " characters");
    }
    KeyRole role =
        request.role() == null
            ? KeyRole.ADMIN
            : KeyRole.parse(request.role())
                .orElseThrow(() -> new BadRequestException("role", "must be admin or operator"));
    TenantId tenant = request.tenant() == null ? caller.tenant() : tenant(request.tenant());
    if (!caller.isOperator() && (role == KeyRole.OPERATOR || !tenant.equals(caller.tenant()))) {
      throw new OperatorRoleRequiredException();
    }
    ApiKeyRepository.CreatedKey created = requests.create(caller, tenant, name, role);
    return ResponseEntity.status(HttpStatus.CREATED)
        .header("Cache-Control", "no-store")
        .body(new CreatedApiKey(view(created.key()), created.secret().text()));
  }

  /** Revokes a key: at once in this process, within seconds in the others. */
  @DeleteMapping("/{id}")
  ApiKeyView revoke(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return view(requests.revoke(caller, id).orElseThrow(() -> new UnknownKeyException(id)));
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
        key.role().code(),
        key.createdAt(),
        key.lastUsedAt(),
        key.revokedAt());
  }
}
