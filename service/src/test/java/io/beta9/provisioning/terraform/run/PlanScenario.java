package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.plan.ImportFile;
import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.process.RunKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The plan of {@link FakeTerraform}: locks, refreshes, compares, unlocks. */
final class PlanScenario {
  private static final Pattern IMPORT =
      Pattern.compile("import \\{\\s+to = (\\S+)\\s+id = \"(.*)\"\\s+}");

  private final FakeTerraform terraform;
  private final FakeTerraformProcess process;

  PlanScenario(FakeTerraform terraform, FakeTerraformProcess process) {
    this.terraform = terraform;
    this.process = process;
  }

  void plan(List<String> targets) {
    LockScenario.lockState(terraform, process, RunKind.PLAN);
    process.then(() -> refreshAndCompare(targets));
  }

  private void refreshAndCompare(List<String> targets) {
    var environment = terraform.environment();
    RemoteState.Content state = environment.state().read();
    if (ApplyScenario.refreshFails(terraform, state, process)) {
      return;
    }
    Map<String, String> blocks = importBlocks();
    Map<String, String> known = new LinkedHashMap<>();
    Map<String, String> imports = new LinkedHashMap<>();
    Set<String> updates = new LinkedHashSet<>();
    Set<String> replaces = new LinkedHashSet<>();
    for (SmallStack.Resource resource : environment.resources()) {
      String address = resource.address();
      String id = state.ids.get(address);
      if (id != null && resource.finder().find(id) != null) {
        known.put(address, id);
        if (state.tainted.contains(address)) {
          replaces.add(address);
        }
      } else if (blocks.containsKey(address)) {
        if (resource.finder().find(blocks.get(address)) == null) {
          process.error(
              "Cannot import non-existent remote object",
              "While attempting to import an existing object to \""
                  + address
                  + "\", the provider"
                  + " detected that no object exists with the given id.");
          return;
        }
        imports.put(address, blocks.get(address));
      }
      boolean exists = known.containsKey(address) || imports.containsKey(address);
      if (exists
          && resource.type().equals("aws_s3_bucket")
          && !environment.aws().isBucketTagged()) {
        updates.add(address);
      }
    }
    SavedPlan plan =
        new SavedPlan(
            state.serial,
            state.lineage,
            imports,
            known,
            updates,
            replaces,
            environment.resources(),
            withParents(targets));
    for (SmallStack.Resource resource : environment.resources()) {
      if (plan.concerns(resource)) {
        printChange(resource, plan);
      }
    }
    ObjectNode summary = FakeTerraformProcess.line("change_summary", "Plan");
    summary
        .putObject("changes")
        .put("operation", "plan")
        .put("add", plan.creates().size() + replaces.size())
        .put("change", updates.size())
        .put("remove", replaces.size())
        .put("import", imports.size());
    process.print(summary);
    terraform.save(plan);
  }

  /** Returns the targets and the resources that they depend on, which Terraform plans as well. */
  private Set<String> withParents(List<String> targets) {
    Set<String> all = new LinkedHashSet<>(targets);
    for (SmallStack.Resource resource : terraform.environment().resources().reversed()) {
      if (all.contains(resource.address())) {
        all.addAll(resource.parents().values());
      }
    }
    return all;
  }

  private void printChange(SmallStack.Resource resource, SavedPlan plan) {
    String address = resource.address();
    boolean importing = plan.imports().containsKey(address);
    String action =
        plan.known().containsKey(address) || importing
            ? plan.replaces().contains(address)
                ? "replace"
                : plan.updates().contains(address) ? "update" : importing ? "import" : "noop"
            : "create";
    if (action.equals("noop")) {
      return;
    }
    ObjectNode line = FakeTerraformProcess.line("planned_change", address + ": Plan to " + action);
    ObjectNode change = line.putObject("change");
    ApplyScenario.resource(change, resource);
    change.put("action", action);
    if (action.equals("replace")) {
      change.put("reason", "tainted");
    }
    if (importing) {
      change.putObject("importing").put("id", plan.imports().get(address));
    }
    process.print(line);
  }

  private Map<String, String> importBlocks() {
    Path file = terraform.stack().path().resolve(ImportFile.FILE);
    Map<String, String> blocks = new LinkedHashMap<>();
    if (Files.exists(file)) {
      try {
        Matcher matcher = IMPORT.matcher(Files.readString(file));
        while (matcher.find()) {
          blocks.put(matcher.group(1), matcher.group(2));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return blocks;
  }
}
