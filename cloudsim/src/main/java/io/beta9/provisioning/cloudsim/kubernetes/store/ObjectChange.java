package io.beta9.provisioning.cloudsim.kubernetes.store;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A creation, update or deletion of an object.
 *
 * @param at when it happened
 * @param before the previous state; empty for a creation
 * @param after the new state; empty for a deletion
 * @param object the new state, or the last state of a deleted object
 */
public record ObjectChange(
    long version,
    Instant at,
    Kind kind,
    Optional<ObjectNode> before,
    Optional<ObjectNode> after,
    ObjectNode object) {}
