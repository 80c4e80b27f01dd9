package io.beta9.provisioning.resources.inspection;

import java.util.Optional;

/** Inspects the resources of one type. Throws the exceptions of the SDK. */
@FunctionalInterface
public interface ResourceInspection {
  /** Returns what AWS shows; empty if the resource is not found. */
  Optional<ResourceReport> inspect(InspectedResource resource);
}
