package io.beta9.provisioning.cloudsim.aws.iam.core;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * The policies of a role or user: inline policies by name, and attached managed policies by ARN.
 */
public final class GrantedPolicies implements Serializable {
  private static final long serialVersionUID = 1L;

  public final TreeMap<String, String> inline = new TreeMap<>();
  public final Set<String> attached = new LinkedHashSet<>();

  boolean isEmpty() {
    return inline.isEmpty() && attached.isEmpty();
  }
}
