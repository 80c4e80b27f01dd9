package io.beta9.provisioning.cloudsim.aws;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Implemented by the service that owns networks and launch templates. */
public interface NetworkDirectory {

  /**
   * What an instance that is started from a launch template consists of.
   *
   * @param tags the tags that it is created with, by resource type
   */
  record LaunchTemplateContent(
      String id, List<String> securityGroups, Map<String, Map<String, String>> tags) {}

  /** Returns whether a resource with this id exists. */
  boolean exists(String id, Call call);

  /**
   * Returns the ids of the resources that an association, or the attachment of a network interface,
   * connects; empty if it does not exist.
   */
  List<String> associated(String associationId, Call call);

  /**
   * Returns a version of a launch template that is named by id or name.
   *
   * @param version the number of the version; null for the default one
   */
  Optional<LaunchTemplateContent> launchTemplate(
      @Nullable String id, @Nullable String name, @Nullable String version, Call call);
}
