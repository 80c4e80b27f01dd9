package io.beta9.provisioning.console.environment;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EffectiveCaller;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.problem.BadRequestException;
import io.beta9.provisioning.api.request.LargeDocument;
import io.beta9.provisioning.api.request.RequestReason;
import io.beta9.provisioning.console.page.PageFrame;
import io.beta9.provisioning.console.session.ConsolePaths;
import io.beta9.provisioning.console.session.FormData;
import io.beta9.provisioning.console.session.SignedIn;
import io.beta9.provisioning.environment.EnvironmentId;
import io.beta9.provisioning.environment.UnknownEnvironmentException;
import io.beta9.provisioning.intake.BootstrapRequests;
import io.beta9.provisioning.intake.CancelRequests;
import io.beta9.provisioning.intake.EnvironmentRequests;
import io.beta9.provisioning.intake.QuotaRequests;
import io.beta9.provisioning.resources.operations.AccessEntryOperations;
import io.beta9.provisioning.resources.operations.LeftoverOperations;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;

/** Requests for one environment: the same as the API's. */
@Controller
@RequestMapping(ConsolePaths.ROOT + "/environments/{id}")
public class EnvironmentActionResource {
  private final EnvironmentRequests requests;
  private final CancelRequests cancels;
  private final BootstrapRequests bootstraps;
  private final QuotaRequests quotas;
  private final AccessEntryOperations access;
  private final LeftoverOperations leftovers;
  private final EffectiveCaller callers;

  public EnvironmentActionResource(
      EnvironmentRequests requests,
      CancelRequests cancels,
      BootstrapRequests bootstraps,
      QuotaRequests quotas,
      AccessEntryOperations access,
      LeftoverOperations leftovers,
      EffectiveCaller callers) {
    this.requests = requests;
    this.cancels = cancels;
    this.bootstraps = bootstraps;
    this.quotas = quotas;
    this.access = access;
    this.leftovers = leftovers;
    this.callers = callers;
  }

  @Authorize(value = Permission.ENVIRONMENT_RETRY, on = Subject.ENVIRONMENT)
  @PostMapping("/retry")
  ResponseEntity<byte[]> retry(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    requests.retry(callers.as(user.caller(), id), id(id), null);
    return back(id);
  }

  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT)
  @PostMapping("/bootstrap")
  ResponseEntity<byte[]> bootstrap(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    bootstraps.bootstrap(callers.as(user.caller(), id), id(id), null);
    return back(id);
  }

  /** An event contains AWS's answer. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT, immediate = true)
  @PostMapping("/request-quota")
  ResponseEntity<byte[]> requestQuota(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    quotas.request(callers.as(user.caller(), id), id(id), false);
    return back(id);
  }

  /** An event contains what was created. */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT, immediate = true)
  @PostMapping("/restore-access")
  ResponseEntity<byte[]> restoreAccess(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user, @PathVariable String id) {
    access.restore(callers.as(user.caller(), id), id(id), false);
    return back(id);
  }

  /** An event contains what was removed and what remains. */
  @Authorize(value = Permission.ENVIRONMENT_DESTROY, on = Subject.ENVIRONMENT, immediate = true)
  @LargeDocument
  @PostMapping("/remove-leftovers")
  ResponseEntity<byte[]> removeLeftovers(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    leftovers.remove(confirmed(user, form, id), id(id), false);
    return back(id);
  }

  @Authorize(value = Permission.ENVIRONMENT_RETRY, on = Subject.ENVIRONMENT)
  @PostMapping("/cancel")
  ResponseEntity<byte[]> cancel(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    cancels.cancel(confirmed(user, form, id), id(id), null);
    return back(id);
  }

  @Authorize(value = Permission.ENVIRONMENT_DESTROY, on = Subject.ENVIRONMENT)
  @PostMapping("/destroy")
  ResponseEntity<byte[]> destroy(
      @RequestAttribute(SignedIn.ATTRIBUTE) SignedIn user,
      @RequestAttribute(FormData.ATTRIBUTE) FormData form,
      @PathVariable String id) {
    requests.destroy(confirmed(user, form, id), id(id), null);
    return back(id);
  }

  /** Returns the caller with the reason; the name of the environment must have been typed. */
  private Caller confirmed(SignedIn user, FormData form, String id) {
    String name = callers.environment(user.caller(), id).name();
    if (!form.get("confirm").equals(name)) {
      throw new BadRequestException(
          "confirm", "must be the name of the environment, '" + name + "'");
    }
    if (form.get("reason").isEmpty()) {
      throw new BadRequestException("reason", "is required");
    }
    return RequestReason.with(callers.as(user.caller(), id), form.get("reason"));
  }

  private static EnvironmentId id(String text) {
    return EnvironmentId.parse(text).orElseThrow(() -> new UnknownEnvironmentException(text));
  }

  private static ResponseEntity<byte[]> back(String id) {
    return PageFrame.redirect(EnvironmentTable.address(id(id).value()));
  }
}
