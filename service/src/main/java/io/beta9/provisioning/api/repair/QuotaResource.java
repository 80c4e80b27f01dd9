package io.beta9.provisioning.api.repair;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EnvironmentResource;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.repair.QuotaIncreaseList;
import io.beta9.provisioning.apimodel.repair.QuotaIncreaseView;
import io.beta9.provisioning.intake.QuotaRequests;
import io.beta9.provisioning.intake.QuotaRequests.RequestedIncreases;
import java.util.Locale;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Increases of the service quotas of an environment's account. */
@RestController
@RequestMapping("/api/v1/environments/{id}/quota-requests")
public class QuotaResource {
  private final QuotaRequests requests;

  public QuotaResource(QuotaRequests requests) {
    this.requests = requests;
  }

  /**
   * Requests AWS to raise the quotas that the environment exceeds, with the role of its account.
   */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT, immediate = true)
  @PostMapping
  QuotaIncreaseList request(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    RequestedIncreases done = requests.request(caller, EnvironmentResource.id(id), dryRun);
    return new QuotaIncreaseList(
        done.id().value(),
        done.region(),
        done.dryRun(),
        done.increases().stream().map(QuotaResource::view).toList());
  }

  private static QuotaIncreaseView view(QuotaRequests.RequestedIncrease one) {
    return new QuotaIncreaseView(
        one.increase().service(),
        one.increase().quotaCode(),
        one.increase().name(),
        one.increase().desired(),
        one.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        one.requestId());
  }
}
