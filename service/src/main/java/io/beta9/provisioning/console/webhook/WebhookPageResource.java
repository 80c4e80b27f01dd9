package io.beta9.provisioning.console.webhook;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.api.webhook.WebhookFields;
import io.beta9.provisioning.console.html.Html;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.page.SecretCard;
import io.beta9.provisioning.console.page.Section;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.intake.webhook.WebhookRequests;
import io.beta9.provisioning.intake.webhook.WebhookRequests.IssuedSecret;
import io.beta9.provisioning.metaconfig.text.Violation;
import io.beta9.provisioning.webhook.DeliveryRepository.DeliveryQuery;
import io.beta9.provisioning.webhook.DeliveryState;
import io.beta9.provisioning.webhook.Webhook;
import io.beta9.provisioning.webhook.WebhookRepository.WebhookChange;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Webhooks: the same requests as the API's. The caller of a request acts for the tenant of the
 * webhook.
 */
@Controller
@RequestMapping("/console/webhooks")
public class WebhookPageResource {
  private static final int MAX_PAGE = 10_000;

  private final PageFrame frame;
  private final WebhookRequests requests;
  private final WebhookFields fields;
  private final Clock clock;

  public WebhookPageResource(
      PageFrame frame, WebhookRequests requests, WebhookFields fields, Clock clock) {
    this.frame = frame;
    this.requests = requests;
    this.fields = fields;
    this.clock = clock;
  }

  @Authorize(value = Permission.WEBHOOK_READ, on = Subject.INSTALLATION)
  @GetMapping
  ResponseEntity<byte[]> webhooks(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestParam(defaultValue = "1") int page) {
    return list(HttpStatus.OK, user, page, WebhookForm.EMPTY);
  }

  /** Shows the secret of the new webhook in the answer, and never again. */
  @Authorize(Permission.WEBHOOK_MANAGE)
  @PostMapping
  ResponseEntity<byte[]> create(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form) {
    IssuedSecret created;
    try {
      created =
          requests.create(
              caller,
              fields.url(form.get(WebhookForm.URL)),
              fields.description(form.get(WebhookForm.DESCRIPTION)),
              true);
    } catch (BadRequestException e) {
      return list(HttpStatus.BAD_REQUEST, user, 1, entered(form, e.violations()));
    }
    return issued(user.as(caller), created);
  }

  private static WebhookForm entered(FormData form, List<Violation> violations) {
    return new WebhookForm(
        form.get(WebhookForm.URL), form.get(WebhookForm.DESCRIPTION), violations);
  }

  private ResponseEntity<byte[]> list(
      HttpStatus status, SignedIn user, int page, WebhookForm form) {
    int number = Math.clamp(page, 1, MAX_PAGE);
    int offset = (number - 1) * WebhookListPage.PAGE_SIZE;
    List<Webhook> found =
        user.seesAllTenants(Permission.WEBHOOK_READ)
            ? requests.pageOfAll(WebhookListPage.PAGE_SIZE + 1, offset)
            : requests.list(user.caller()).stream().skip(offset).toList();
    return frame.page(
        status,
        user,
        Section.WEBHOOKS,
        "Webhooks",
        new WebhookListPage(user, clock.instant()).html(found, number, form));
  }

  @Authorize(value = Permission.WEBHOOK_READ, on = Subject.WEBHOOK)
  @GetMapping("/{id}")
  ResponseEntity<byte[]> webhook(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "") String state,
      @RequestParam(defaultValue = "") String after) {
    Webhook webhook = requests.find(caller, id);
    return page(
        HttpStatus.OK,
        user.as(caller),
        webhook,
        Html.none(),
        new DeliveryQuery(
            DeliveryState.parse(state).orElse(null),
            after.isEmpty() ? null : after,
            DeliveryList.PAGE_SIZE),
        new WebhookForm(webhook.url(), webhook.description(), List.of()));
  }

  private ResponseEntity<byte[]> page(
      HttpStatus status,
      SignedIn user,
      Webhook webhook,
      Html secret,
      DeliveryQuery query,
      WebhookForm form) {
    Instant now = clock.instant();
    String after = query.after();
    return frame.page(
        status,
        user,
        Section.WEBHOOKS,
        "Webhook " + WebhookDetailPage.title(webhook),
        new WebhookDetailPage(user, webhook, now)
            .html(
                secret,
                new DeliveryList(user, webhook, query.state(), now)
                    .html(
                        requests.deliveries(user.caller(), webhook.id().value(), query),
                        after == null ? "" : after),
                form));
  }

  private ResponseEntity<byte[]> issued(SignedIn user, IssuedSecret issued) {
    Webhook webhook = issued.webhook();
    return page(
        HttpStatus.OK,
        user,
        webhook,
        SecretCard.of("Copy the secret of this webhook", issued.secret().text()),
        new DeliveryQuery(null, null, DeliveryList.PAGE_SIZE),
        new WebhookForm(webhook.url(), webhook.description(), List.of()));
  }

  /** Changes the fields that the form has. */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/{id}/change")
  ResponseEntity<byte[]> change(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    try {
      requests.update(
          caller,
          id,
          new WebhookChange(
              form.has(WebhookForm.URL) ? fields.url(form.get(WebhookForm.URL)) : null,
              form.has(WebhookForm.DESCRIPTION)
                  ? fields.description(form.get(WebhookForm.DESCRIPTION))
                  : null,
              form.has("enabled") ? form.get("enabled").equals("true") : null));
    } catch (BadRequestException e) {
      return page(
          HttpStatus.BAD_REQUEST,
          user.as(caller),
          requests.find(caller, id),
          Html.none(),
          new DeliveryQuery(null, null, DeliveryList.PAGE_SIZE),
          entered(form, e.violations()));
    }
    return PageFrame.redirect(WebhookListPage.address(id));
  }

  /** Shows the new secret in the answer, and never again. */
  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/{id}/rotate")
  ResponseEntity<byte[]> rotate(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    return issued(
        user.as(caller), requests.rotate(caller, id, fields.overlap(form.get("overlap"))));
  }

  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/{id}/test")
  ResponseEntity<byte[]> test(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    requests.test(caller, id);
    return PageFrame.redirect(WebhookListPage.address(id));
  }

  @Authorize(value = Permission.WEBHOOK_MANAGE, on = Subject.WEBHOOK)
  @PostMapping("/{id}/remove")
  ResponseEntity<byte[]> remove(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    requests.remove(caller, id);
    return PageFrame.redirect(Section.WEBHOOKS.path());
  }

  /** Sends all deliveries again that were given up. */
  @Authorize(value = Permission.WEBHOOK_REPLAY, on = Subject.WEBHOOK)
  @PostMapping("/{id}/replay")
  ResponseEntity<byte[]> replayDead(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller, @PathVariable String id) {
    requests.replayDead(caller, id);
    return PageFrame.redirect(WebhookListPage.address(id));
  }

  @Authorize(value = Permission.WEBHOOK_REPLAY, on = Subject.WEBHOOK)
  @PostMapping("/{id}/deliveries/{delivery}/replay")
  ResponseEntity<byte[]> replay(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @PathVariable String delivery) {
    requests.replay(caller, id, delivery);
    return PageFrame.redirect(WebhookListPage.address(id));
  }
}
