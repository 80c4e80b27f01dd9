package io.beta9.provisioning.cloudsim.aws.ec2.compute;

import io.beta9.provisioning.cloudsim.aws.quotas.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The instance types that the simulated cloud offers, with their vCPUs, memory and GPUs. */
public final class InstanceCatalog {

  /** A GPU model: its name, and its memory in MiB. */
  public record Gpu(String name, int memoryMib) {}

  /**
   * One instance type.
   *
   * @param gpu the model of its GPUs, or null if it has none
   */
  public record Type(
      String name,
      int vcpus,
      int memoryMib,
      String architecture,
      @Nullable Gpu gpu,
      int gpus,
      boolean current) {

    /** Returns the family, for example {@code m6i}. */
    public String family() {
      return name.substring(0, name.indexOf('.'));
    }

    /** Returns the quota that its vCPUs count against. */
    public Quota quota() {
      return switch (name.charAt(0)) {
        case 'g' -> Quota.ON_DEMAND_G_VCPUS;
        case 'p' -> Quota.ON_DEMAND_P_VCPUS;
        default -> Quota.ON_DEMAND_STANDARD_VCPUS;
      };
    }
  }

  private static final Map<String, Type> TYPES = new TreeMap<>();
  private static final String X86 = "x86_64";
  private static final String ARM = "arm64";

  static {
    for (String family : List.of("m5", "m5a", "m6i", "m6a", "m7i", "m7a")) {
      addGeneralFamily(family, 4, X86);
    }
    for (String family : List.of("c5", "c6i", "c6a", "c7i", "c7a")) {
      addGeneralFamily(family, 2, X86);
    }
    for (String family : List.of("r5", "r6i", "r6a", "r7i")) {
      addGeneralFamily(family, 8, X86);
    }
    addGeneralFamily("m6g", 4, ARM);
    addGeneralFamily("m7g", 4, ARM);
    addGeneralFamily("c7g", 2, ARM);
    addGeneralFamily("r7g", 8, ARM);
    addBurstableFamily("t3", X86, true);
    addBurstableFamily("t3a", X86, true);
    addBurstableFamily("t4g", ARM, true);
    addBurstableFamily("t2", X86, false);
    Gpu t4 = new Gpu("T4", 16384);
    addGpuFamily("g4dn", 4, t4, Map.of("xlarge", 1, "2xlarge", 1, "4xlarge", 1, "8xlarge", 1));
    addGpuFamily("g4dn", 4, t4, Map.of("12xlarge", 4, "16xlarge", 1));
    for (var model :
        Map.of(
                "g5", new Gpu("A10G", 24576),
                "g6", new Gpu("L4", 22888))
            .entrySet()) {
      addCurrentGpuFamily(model.getKey(), 4, model.getValue());
    }
    addCurrentGpuFamily("g6e", 8, new Gpu("L40S", 45776));
    Gpu v100 = new Gpu("V100", 16384);
    addGpuType("p3.2xlarge", 8, 61, v100, 1);
    addGpuType("p3.8xlarge", 32, 244, v100, 4);
    addGpuType("p3.16xlarge", 64, 488, v100, 8);
    addGpuType("p4d.24xlarge", 96, 1152, new Gpu("A100", 40960), 8);
    addGpuType("p4de.24xlarge", 96, 1152, new Gpu("A100", 81920), 8);
    addGpuType("p5.4xlarge", 16, 256, new Gpu("H100", 81920), 1);
    addGpuType("p5.48xlarge", 192, 2048, new Gpu("H100", 81920), 8);
    addGpuType("p5e.48xlarge", 192, 2048, new Gpu("H200", 144384), 8);
    addGpuType("p5en.48xlarge", 192, 2048, new Gpu("H200", 144384), 8);
  }

  private InstanceCatalog() {}

  private static void addGeneralFamily(String family, int gibPerVcpu, String architecture) {
    for (String size :
        List.of(
            "large",
            "xlarge",
            "2xlarge",
            "4xlarge",
            "8xlarge",
            "12xlarge",
            "16xlarge",
            "24xlarge")) {
      if (!(architecture.equals(ARM) && size.equals("24xlarge"))) {
        int vcpus = vcpus(size);
        add(
            new Type(
                family + "." + size,
                vcpus,
                vcpus * gibPerVcpu * 1024,
                architecture,
                null,
                0,
                true));
      }
    }
  }

  private static int vcpus(String size) {
    if (size.equals("large")) {
      return 2;
    }
    String factor = size.substring(0, size.length() - "xlarge".length());
    return factor.isEmpty() ? 4 : 4 * Integer.parseInt(factor);
  }

  private static void addBurstableFamily(String family, String architecture, boolean current) {
    Map<String, Integer> mib =
        Map.of(
            "micro", 1024,
            "small", 2048,
            "medium", 4096,
            "large", 8192,
            "xlarge", 16384,
            "2xlarge", 32768);
    mib.forEach(
        (size, memory) ->
            add(
                new Type(
                    family + "." + size,
                    size.endsWith("xlarge") ? vcpus(size) : 2,
                    memory,
                    architecture,
                    null,
                    0,
                    current)));
  }

  private static void addCurrentGpuFamily(String family, int gibPerVcpu, Gpu gpu) {
    addGpuFamily(
        family,
        gibPerVcpu,
        gpu,
        Map.of(
            "xlarge", 1,
            "2xlarge", 1,
            "4xlarge", 1,
            "8xlarge", 1,
            "16xlarge", 1,
            "12xlarge", 4,
            "24xlarge", 4,
            "48xlarge", 8));
  }

  private static void addGpuFamily(
      String family, int gibPerVcpu, Gpu gpu, Map<String, Integer> sizes) {
    sizes.forEach(
        (size, count) ->
            addGpuType(family + "." + size, vcpus(size), vcpus(size) * gibPerVcpu, gpu, count));
  }

  private static void addGpuType(String name, int vcpus, int gib, Gpu gpu, int gpus) {
    add(new Type(name, vcpus, gib * 1024, X86, gpu, gpus, true));
  }

  private static void add(Type type) {
    TYPES.put(type.name(), type);
  }

  /** Returns the type with this name. */
  public static Optional<Type> find(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** Returns all types, sorted by name. */
  public static List<Type> all() {
    return new ArrayList<>(TYPES.values());
  }

  /**
   * Returns whether a type exists in a zone. As in AWS, {@code us-east-1e} has old types only, and
   * the largest GPU instances exist in the first two zones of a region.
   */
  public static boolean isSoldIn(Type type, String zone) {
    char letter = zone.charAt(zone.length() - 1);
    if (zone.equals("us-east-1e")) {
      return !type.current();
    }
    return type.name().charAt(0) != 'p' || letter <= 'b';
  }
}
