package io.beta9.provisioning.metaconfig.catalog;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A GPU type by its Beta9 name, and the EC2 instance types that provide it. */
public enum GpuType {
  T4("T4", "g4dn.xlarge", "g4dn.2xlarge", "g4dn.4xlarge"),
  A10G("A10G", "g5.xlarge", "g5.2xlarge", "g5.4xlarge"),
  L4("L4", "g6.xlarge", "g6.2xlarge", "g6.4xlarge"),
  L40S("L40S", "g6e.xlarge", "g6e.2xlarge", "g6e.4xlarge"),
  A100_40("A100-40", "p4d.24xlarge"),
  A100_80("A100-80", "p4de.24xlarge"),
  H100("H100", "p5.48xlarge");

  private final String label;
  private final String small;
  private final String medium;
  private final String large;

  /** A GPU type that AWS offers in a single instance type. */
  GpuType(String label, String instanceType) {
    this(label, instanceType, instanceType, instanceType);
  }

  GpuType(String label, String small, String medium, String large) {
    this.label = label;
    this.small = small;
    this.medium = medium;
    this.large = large;
  }

  /**
   * Returns the name used in Beta9's configuration and in the meta-config, e.g. {@code A100-40}.
   */
  @JsonValue
  public String label() {
    return label;
  }

  /** Returns the instance type of a GPU node in the given profile. */
  public String instanceType(Profile profile) {
    return switch (profile) {
      case SMALL -> small;
      case MEDIUM -> medium;
      case LARGE -> large;
    };
  }

  /** Returns all GPU types by label, in order of declaration. */
  public static Map<String, GpuType> byLabel() {
    Map<String, GpuType> labels = new LinkedHashMap<>();
    Arrays.stream(values()).forEach(type -> labels.put(type.label, type));
    return Collections.unmodifiableMap(labels);
  }
}
