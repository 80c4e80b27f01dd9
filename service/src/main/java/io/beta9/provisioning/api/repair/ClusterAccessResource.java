package io.beta9.provisioning.api.repair;

import io.beta9.provisioning.access.Caller;
import io.beta9.provisioning.access.Permission;
import io.beta9.provisioning.api.EnvironmentResource;
import io.beta9.provisioning.api.authorization.Authorize;
import io.beta9.provisioning.api.authorization.Authorize.Subject;
import io.beta9.provisioning.api.request.BearerTokenFilter;
import io.beta9.provisioning.apimodel.repair.ClusterAccessView;
import io.beta9.provisioning.resources.operations.AccessEntryOperations;
import io.beta9.provisioning.resources.operations.AccessEntryOperations.ClusterAccessResult;
import java.util.Locale;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The access of the service's role to the cluster of an environment. */
@RestController
@RequestMapping("/api/v1/environments/{id}/cluster-access")
public class ClusterAccessResource {
  private final AccessEntryOperations operations;

  public ClusterAccessResource(AccessEntryOperations operations) {
    this.operations = operations;
  }

  /**
   * Gives the role that the service assumes an access entry in the cluster, if it has none, with
   * the policy of administrators.
   */
  @Authorize(value = Permission.ENVIRONMENT_UPDATE, on = Subject.ENVIRONMENT, immediate = true)
  @PostMapping
  ClusterAccessView restore(
      @RequestAttribute(BearerTokenFilter.CALLER) Caller caller,
      @PathVariable String id,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    ClusterAccessResult done = operations.restore(caller, EnvironmentResource.id(id), dryRun);
    return new ClusterAccessView(
        done.id().value(),
        done.dryRun(),
        done.cluster(),
        done.role(),
        done.policy(),
        done.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
