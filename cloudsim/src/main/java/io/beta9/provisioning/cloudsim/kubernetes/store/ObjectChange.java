package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened to an object.
 *
 * @param before the object as it was; empty where it is new
 * @param after the object as it is; empty where it is gone
 * @param last the object to show: as it is, or as it last was
 */
public record ObjectChange(
    long version,
    Kind kind,
    Optional<ObjectNode> before,
    Optional<ObjectNode> after,
    ObjectNode object) {}
