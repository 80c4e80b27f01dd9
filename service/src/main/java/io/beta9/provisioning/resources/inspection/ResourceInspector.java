package io.beta9.provisioning.resources.inspection;

import io.beta9.provisioning.failure.Failure;
import io.beta9.provisioning.failure.ResourceAddress;
import io.beta9.provisioning.metaconfig.model.InfraModel;
import java.util.Optional;

/** Inspects resources of an account to explain a failure or a delay. */
public interface ResourceInspector {

  /**
   * Returns what the cloud shows about the resource. A query that fails adds nothing, because the
   * result only supplements what is known already.
   *
   * @return empty if the type is unknown
   */
  Optional<ResourceReport> inspect(InspectedResource resource);

  /**
   * Returns what the account shows about a failure of a resource, beyond its report: a cause, or
   * the same failure with a more specific code.
   *
   * @return empty if there is no query for its type and code, or nothing was found
   * @throws io.beta9.provisioning.failure.FailureException if the account cannot be read
   */
  Optional<Failure> explain(Failure failure, ResourceAddress resource, InfraModel model);
}
