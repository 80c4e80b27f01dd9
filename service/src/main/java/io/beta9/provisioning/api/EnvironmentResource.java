package io.beta9.provisioning.api;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.MetaConfigBody;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.environment.EnvironmentSummary;
import io.beta9.provisioning.apimodel.environment.EnvironmentView;
import io.beta9.provisioning.cloud.aws.AccountPreflight;
import io.beta9.provisioning.database.ReadRouting;
import io.beta9.provisioning.environment.Environment;
import io.beta9.provisioning.environment.EnvironmentCursor;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.EnvironmentQuery;
import io.beta9.provisioning.environment.EnvironmentRepository;
import io.beta9.provisioning.environment.EnvironmentStatus;
import io.beta9.provisioning.environment.ListedEnvironment;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.IdempotencyKey;
import io.beta9.provisioning.metaconfig.MetaConfig;
import io.beta9.provisioning.metaconfig.MetaConfigReader;
import io.beta9.provisioning.metaconfig.ParseResult;
import io.beta9.provisioning.metaconfig.text.Violation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Environments. */
@RestController
@RequestMapping("/api/v1/environments")
public class EnvironmentResource {
  static final int DEFAULT_PAGE_SIZE = 50;
  private static final int MAX_PAGE_SIZE = 200;

  private final EnvironmentRequests requests;
  private final CancelRequests cancels;
  private final EnvironmentRepository environments;
  private final MetaConfigReader reader;
  private final EnvironmentViews views;
  private final AccountPreflight preflights;

  public EnvironmentResource(
      EnvironmentRequests requests,
      CancelRequests cancels,
      EnvironmentRepository environments,
      MetaConfigReader reader,
      EnvironmentViews views,
      AccountPreflight preflights) {
    this.requests = requests;
    this.cancels = cancels;
    this.environments = environments;
    this.reader = reader;
    this.views = views;
    this.preflights = preflights;
  }

  /**
   * Creates an environment from a meta-config in JSON or YAML. In a dry run, returns what would be
   * created, after the same checks, and stores nothing; with {@code preflight}, also what the
   * checks of the account find, which the first step of the provisioning repeats.
   */
  @Authorize(Permission.ENVIRONMENT_CREATE)
  @PostMapping
  ResponseEntity<?> create(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
      @RequestParam(name = "preflight", defaultValue = "false") boolean preflight,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request)
      throws IOException {
    if (preflight && !dryRun) {
      throw new BadRequestException("preflight", "requires dry_run=true");
    }
    MetaConfigBody body = MetaConfigBody.read(request);
    MetaConfig config =
        switch (reader.read(body.bytes(), body.format())) {
          case ParseResult.Invalid(var violations) -> throw new BadRequestException(violations);
          case ParseResult.Valid(var valid) -> {
            List<Violation> violations = reader.creationViolations(valid);
            if (!violations.isEmpty()) {
              throw new BadRequestException(violations);
            }
            yield valid;
          }
        };
    if (!dryRun) {
      return accepted(requests.create(caller, config, idempotency(key, request, body.bytes())));
    }
    Environment preview = requests.previewCreation(caller, config);
    return ResponseEntity.ok(
        EnvironmentViews.preview(preview, preflight ? preflights.check(preview) : null));
  }

  @Authorize(value = Permission.ENVIRONMENT_READ, on = Subject.ENVIRONMENT)
  @GetMapping("/{id}")
  EnvironmentView get(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    EnvironmentId environment = id(id);
    return ReadRouting.findOnReplicaThenPrimary(
            () -> environments.find(caller.tenant(), environment))
        .map(views::of)
        .orElseThrow(() -> new UnknownEnvironmentException(environment));
  }

  /** Returns a page of environments, the newest first. */
  @Authorize(value = Permission.ENVIRONMENT_READ, allTenants = true)
  @GetMapping
  Page<EnvironmentSummary> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(required = false) @Nullable String status,
      @RequestParam(required = false) @Nullable String region,
      @RequestParam(required = false) @Nullable String name,
      @RequestParam(defaultValue = "" + DEFAULT_PAGE_SIZE) @Min(1) @Max(MAX_PAGE_SIZE) int limit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants) {
    EnvironmentQuery query = query(status, region, name, limit, cursor);
    return allTenants
        ? page(environments.listOfAllTenants(query), views, query)
        : page(environments, views, caller, query);
  }

  /**
   * Returns the query with these parameters.
   *
   * @throws BadRequestException if one is invalid
   */
  static EnvironmentQuery query(
      @Nullable String status,
      @Nullable String region,
      @Nullable String name,
      int limit,
      @Nullable String cursor) {
    if (limit < 1 || limit > MAX_PAGE_SIZE) {
      throw new BadRequestException("limit", "must be from 1 to " + MAX_PAGE_SIZE);
    }
    return new EnvironmentQuery(
        status == null
            ? null
            : EnvironmentStatus.parse(status)
                .orElseThrow(
                    () -> new BadRequestException("status", "'" + status + "' is not a status")),
        region,
        name,
        limit,
        cursor == null
            ? null
            : EnvironmentCursor.parse(cursor)
                .orElseThrow(
                    () -> new BadRequestException("cursor", "is not a cursor of this API")));
  }

  /** Reads a page of the caller's environments. */
  static Page<EnvironmentSummary> page(
      EnvironmentRepository environments,
      EnvironmentViews views,
      Caller caller,
      EnvironmentQuery query) {
    return page(environments.list(caller.tenant(), query), views, query);
  }

  private static Page<EnvironmentSummary> page(
      List<ListedEnvironment> found, EnvironmentViews views, EnvironmentQuery query) {
    boolean more = found.size() > query.limit();
    List<ListedEnvironment> page = more ? found.subList(0, query.limit()) : found;
    return new Page<>(
        views.summaries(page),
        more
            ? new EnvironmentCursor(page.getLast().createdAt(), page.getLast().id()).encode()
            : null);
  }

  /** Queues the destruction of an environment. */
  @Authorize(value = Permission.ENVIRONMENT_DESTROY, on = Subject.ENVIRONMENT)
  @DeleteMapping("/{id}")
  ResponseEntity<EnvironmentView> destroy(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(name = "final_snapshot", defaultValue = "false") boolean finalSnapshot) {
    return accepted(requests.destroy(caller, id(id), finalSnapshot, null));
  }

  /** Queues a retry of the failed operation. */
  @Authorize(value = Permission.ENVIRONMENT_RETRY, on = Subject.ENVIRONMENT)
  @PostMapping("/{id}/retry")
  ResponseEntity<EnvironmentView> retry(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request) {
    return accepted(requests.retry(caller, id(id), idempotency(key, request, new byte[0])));
  }

  /** Cancels the queued or running operation. */
  @Authorize(value = Permission.ENVIRONMENT_RETRY, on = Subject.ENVIRONMENT)
  @PostMapping("/{id}/cancel")
  ResponseEntity<EnvironmentView> cancel(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      HttpServletRequest request) {
    return accepted(cancels.cancel(caller, id(id), idempotency(key, request, new byte[0])));
  }

  /**
   * Parses an id.
   *
   * @throws UnknownEnvironmentException if it is not an id: no environment can have it
   */
  public static EnvironmentId id(String text) {
    return EnvironmentId.parse(text).orElseThrow(() -> new UnknownEnvironmentException(text));
  }

  private ResponseEntity<EnvironmentView> accepted(Environment environment) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/v1/environments/" + environment.id()))
        .body(views.of(environment));
  }

  static @Nullable IdempotencyKey idempotency(
      @Nullable String key, HttpServletRequest request, byte[] body) {
    if (key == null) {
      return null;
    }
    if (key.isBlank() || key.length() > IdempotencyKey.MAX_LENGTH) {
      throw new BadRequestException(
          "Idempotency-Key", "must have 1 to " + IdempotencyKey.MAX_LENGTH + " characters");
    }
    return IdempotencyKey.of(key, request.getMethod() + " " + request.getRequestURI(), body);
  }
}
