package io.beta9.provisioning.api.webhook;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.webhook.CreateWebhookRequest;
import io.beta9.provisioning.apimodel.webhook.IssuedWebhookSecret;
import io.beta9.provisioning.apimodel.webhook.UpdateWebhookRequest;
import io.beta9.provisioning.apimodel.webhook.WebhookView;
import io.beta9.provisioning.intake.webhook.WebhookRequests;
import io.beta9.provisioning.webhook.WebhookRepository.WebhookChange;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The webhooks of a tenant, which receive the changes of status of its environments. */
@RestController
@RequestMapping("/api/v1/webhooks")
public class WebhookResource {
  private final WebhookRequests requests;
  private final WebhookFields fields;

  public WebhookResource(WebhookRequests requests, WebhookFields fields) {
    this.requests = requests;
    this.fields = fields;
  }

  /** Returns the webhooks, the oldest first, without their secrets. */
  @Authorize(value = Permission.WEBHOOK_READ, allTenants = true)
  @GetMapping
  Page<WebhookView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestParam(defaultValue = "" + ListPage.MAX_SIZE) @Min(1) @Max(ListPage.MAX_SIZE)
          int limit,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(name = "all_tenants", defaultValue = "false") boolean allTenants) {
    return ListPage.of(
        (allTenants ? requests.listAll() : requests.list(caller))
            .stream().map(WebhookViews::view).toList(),
        WebhookView::webhookId,
        limit,
        cursor);
  }

  /** Creates a webhook and returns it with its secret, which no other request returns. */
  @Authorize(Permission.WEBHOOK_MANAGE)
  @PostMapping
  ResponseEntity<IssuedWebhookSecret> create(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestBody CreateWebhookRequest request) {
    if (request.url() == null) {
      throw new BadRequestException("url", "is required");
    }
    IssuedWebhookSecret created =
        WebhookViews.view(
            requests.create(
                caller,
                fields.url(request.url()),
                request.description() == null ? "" : fields.description(request.description()),
                request.enabled() == null || request.enabled()));
    return ResponseEntity.status(HttpStatus.CREATED)
        .location(URI.create("/api/v1/webhooks/" + created.webhook().webhookId()))
        .header("Cache-Control", "no-store")
        .body(created);
  }

  /** Returns a webhook without its secret. */
  @Authorize(value = Permission.WEBHOOK_READ, on = Subject.WEBHOOK)
  @GetMapping("/{id}")
  public WebhookView get(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return WebhookViews.view(requests.find(caller, id));
  }

  /** Changes the fields of a webhook that the request contains. */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PatchMapping("/{id}")
  WebhookView update(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestBody UpdateWebhookRequest request) {
    return WebhookViews.view(
        requests.update(
            caller,
            id,
            new WebhookChange(
                request.url() == null ? null : fields.url(request.url()),
                request.description() == null ? null : fields.description(request.description()),
                request.enabled())));
  }

  /** Removes a webhook with its deliveries. */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @DeleteMapping("/{id}")
  WebhookView remove(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return WebhookViews.view(requests.remove(caller, id));
  }

  /**
   * Replaces the secret and returns the new one, which no other request returns. Until the overlap
   * has passed, deliveries are signed with both.
   */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/{id}/rotate")
  ResponseEntity<IssuedWebhookSecret> rotate(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "24h") String overlap) {
    return ResponseEntity.ok()
        .header("Cache-Control", "no-store")
        .body(WebhookViews.view(requests.rotate(caller, id, fields.overlap(overlap))));
  }
}
