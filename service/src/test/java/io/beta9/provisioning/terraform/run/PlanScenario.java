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

/** What a plan of the stateful Terraform does: lock, refresh, compare, unlock. */
final class PlanScenario {
  private static final Pattern IMPORT =
      Pattern.compile("import \\{\\s+to = (\\S+)\\s+id = \"(.*)\"\\s+}");

  private final FakeTerraform terraform;
  private final FakeTerraformProcess job;

  PlanScenario(FakeTerraform terraform, FakeTerraformProcess job) {
    this.terraform = terraform;
    this.job = job;
  }

  void plan(List<String> targets) {
    LockScenario.lineUp(terraform, job, RunKind.PLAN);
    job.then(() -> refreshAndCompare(targets));
  }

  private void refreshAndCompare(List<String> targets) {
    var environment = terraform.environment();
    RemoteState.Content state = environment.state().read();
    Map<String, String> blocks = importBlocks();
    Map<String, String> known = new LinkedHashMap<>();
    Map<String, String> imports = new LinkedHashMap<>();
    Set<String> updates = new LinkedHashSet<>();
    for (SmallStack.Resource one : environment.resources()) {
      String address = one.address();
      String id = state.ids.get(address);
      if (id != null && one.finder().find(id) != null) {
        known.put(address, id);
      } else if (blocks.containsKey(address)) {
        if (one.finder().find(blocks.get(address)) == null) {
          job.error(
              "Cannot import non-existent remote object",
              "While attempting to import an existing object to \""
                  + address
                  + "\", the provider"
                  + " detected that no object exists with the given id.");
          return;
        }
        imports.put(address, blocks.get(address));
      }
      boolean there = known.containsKey(address) || imports.containsKey(address);
      if (there && one.type().equals("aws_s3_bucket") && !environment.aws().isBucketTagged()) {
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
            environment.resources(),
            withParents(targets));
    for (SmallStack.Resource one : environment.resources()) {
      if (plan.concerns(one)) {
        tell(one, plan);
      }
    }
    ObjectNode summary = FakeTerraformProcess.line("change_summary", "Plan");
    summary
        .putObject("changes")
        .put("operation", "plan")
        .put("add", plan.creates().size())
        .put("change", updates.size())
        .put("remove", 0)
        .put("import", imports.size());
    job.say(summary);
    terraform.save(plan);
  }

  /** Of what is named Terraform also plans what that depends on. */
  private Set<String> withParents(List<String> targets) {
    Set<String> all = new LinkedHashSet<>(targets);
    for (SmallStack.Resource one : terraform.environment().resources().reversed()) {
      if (all.contains(one.address())) {
        all.addAll(one.parents().values());
      }
    }
    return all;
  }

  private void tell(SmallStack.Resource one, SavedPlan plan) {
    String address = one.address();
    boolean importing = plan.imports().containsKey(address);
    String action =
        plan.known().containsKey(address) || importing
            ? plan.updates().contains(address) ? "update" : importing ? "import" : "noop"
            : "create";
    if (action.equals("noop")) {
      return;
    }
    ObjectNode line = FakeTerraformProcess.line("planned_change", address + ": Plan to " + action);
    ObjectNode change = line.putObject("change");
    ApplyScenario.resource(change, one);
    change.put("action", action);
    if (importing) {
      change.putObject("importing").put("id", plan.imports().get(address));
    }
    job.say(line);
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
