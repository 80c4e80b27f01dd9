package io.beta9.provisioning.resources.inspection;

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
}
