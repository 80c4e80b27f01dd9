package io.beta9.provisioning.api.webhook;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.contract.ListPage;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.Page;
import io.beta9.provisioning.apimodel.webhook.WebhookDeliveryView;
import io.beta9.provisioning.apimodel.webhook.WebhookReplayResult;
import io.beta9.provisioning.intake.webhook.WebhookRequests;
import io.beta9.provisioning.webhook.DeliveryRepository.DeliveryQuery;
import io.beta9.provisioning.webhook.DeliveryState;
import io.beta9.provisioning.webhook.WebhookDelivery;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The deliveries of a webhook. */
@RestController
@RequestMapping("/api/v1/webhooks/{id}")
public class WebhookDeliveryResource {
  private final WebhookRequests requests;

  public WebhookDeliveryResource(WebhookRequests requests) {
    this.requests = requests;
  }

  /** Returns the deliveries of a webhook, the newest first. */
  @Authorize(value = Permission.WEBHOOK_READ, on = Subject.WEBHOOK)
  @GetMapping("/deliveries")
  Page<WebhookDeliveryView> list(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Pattern(regexp = "|pending|delivered|dead")
          @Nullable String state,
      @RequestParam(defaultValue = "50") @Min(1) @Max(ListPage.MAX_SIZE) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    List<WebhookDelivery> found =
        requests.deliveries(
            caller,
            id,
            new DeliveryQuery(
                state == null ? null : DeliveryState.parse(state).orElse(null),
                cursor == null || cursor.isEmpty() ? null : cursor,
                limit));
    List<WebhookDeliveryView> page = found.stream().limit(limit).map(WebhookViews::view).toList();
    return new Page<>(page, found.size() > limit ? page.getLast().deliveryId() : null);
  }

  /** Returns a delivery. */
  @Authorize(value = Permission.WEBHOOK_READ, on = Subject.WEBHOOK)
  @GetMapping("/deliveries/{delivery}")
  WebhookDeliveryView get(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String delivery) {
    return WebhookViews.view(requests.delivery(caller, id, delivery));
  }

  /** Sends a delivery again, with the same id, and retries it for another day. */
  @Authorize(value = Permission.WEBHOOK_REPLAY, on = Subject.WEBHOOK)
  @PostMapping("/deliveries/{delivery}/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  WebhookDeliveryView replay(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String delivery) {
    return WebhookViews.view(requests.replay(caller, id, delivery));
  }

  /** Sends all deliveries again that were given up, the oldest first. */
  @Authorize(value = Permission.WEBHOOK_REPLAY, on = Subject.WEBHOOK)
  @PostMapping("/replay")
  @ResponseStatus(HttpStatus.ACCEPTED)
  WebhookReplayResult replayDead(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    int replayed = requests.replayDead(caller, id);
    return new WebhookReplayResult(replayed, requests.find(caller, id).dead());
  }

  /** Sends a test event to the webhook. The delivery contains the result. */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/test")
  @ResponseStatus(HttpStatus.ACCEPTED)
  WebhookDeliveryView test(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    return WebhookViews.view(requests.test(caller, id));
  }
}
