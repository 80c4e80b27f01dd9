package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.process.RunKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The apply and destroy of {@link FakeTerraform}, one resource per step. */
final class ApplyScenario {
  /** The number of completed resources between two writes of the state. */
  private static final int PERSIST_EVERY = 5;

  private final FakeTerraform terraform;
  private final FakeTerraformProcess process;
  private RemoteState.Content state = new RemoteState.Content();
  private int added;
  private int changed;
  private int removed;
  private int imported;
  private int unsaved;

  ApplyScenario(FakeTerraform terraform, FakeTerraformProcess process) {
    this.terraform = terraform;
    this.process = process;
  }

  void apply() {
    LockScenario.lockState(terraform, process, RunKind.APPLY);
    process.then(
        () -> {
          SavedPlan plan = terraform.savedPlan().orElseThrow();
          state = terraform.environment().state().read();
          if (state.serial != plan.serial() || !state.lineage.equals(plan.lineage())) {
            process.error("Saved plan is stale", "The state was changed since the plan was made.");
            return;
          }
          state.ids.keySet().retainAll(plan.known().keySet());
          state.tainted.retainAll(plan.known().keySet());
          process.atEnd(this::save);
          for (SmallStack.Resource resource : plan.stack()) {
            if (plan.imports().containsKey(resource.address())) {
              process.then(() -> importResource(resource, plan.imports().get(resource.address())));
            }
          }
          for (SmallStack.Resource resource : plan.stack()) {
            if (plan.updates().contains(resource.address())) {
              process.then(() -> update(resource));
            } else if (plan.replaces().contains(resource.address())) {
              process.then(() -> remove(resource));
              process.then(() -> create(resource));
            } else if (plan.creates().contains(resource)) {
              process.then(() -> create(resource));
            }
          }
          process.then(
              () -> {
                if (state.ids.size() == plan.stack().size()) {
                  state.outputs = terraform.environment().stack().outputs(state.ids::get);
                }
              });
          process.then(() -> summary("apply"));
        });
  }

  void destroy() {
    LockScenario.lockState(terraform, process, RunKind.DESTROY);
    process.then(
        () -> {
          state = terraform.environment().state().read();
          if (refreshFails(terraform, state, process)) {
            return;
          }
          process.atEnd(this::save);
          List<SmallStack.Resource> all = new ArrayList<>(terraform.environment().resources());
          Collections.reverse(all);
          for (SmallStack.Resource resource : all) {
            if (state.ids.containsKey(resource.address())) {
              process.then(() -> remove(resource));
            }
          }
          process.then(state.outputs::clear);
          process.then(() -> summary("destroy"));
        });
  }

  private void importResource(SmallStack.Resource resource, String id) {
    state.ids.put(resource.address(), resource.finder().find(id));
    imported++;
    done(resource, "import");
  }

  private void create(SmallStack.Resource resource) {
    started(resource, "create");
    state.ids.put(resource.address(), resource.creator().create(this::idOf));
    Optional<String> failure = terraform.environment().stack().failureOfCreation(resource);
    if (failure.isPresent()) {
      state.tainted.add(resource.address());
      process.error(
          "waiting for " + state.ids.get(resource.address()) + " create: " + failure.get(), "");
      return;
    }
    added++;
    done(resource, "create");
  }

  /**
   * Reports an error if the AWS provider cannot refresh a resource: it waits for a replication
   * group until it is available, and fails if it cannot become that.
   */
  static boolean refreshFails(
      FakeTerraform terraform, RemoteState.Content state, FakeTerraformProcess process) {
    SmallStack stack = terraform.environment().stack();
    for (SmallStack.Resource resource : terraform.environment().resources()) {
      if (resource.type().equals("aws_elasticache_replication_group")
          && state.ids.containsKey(resource.address())) {
        Optional<String> failure = stack.failureOfCreation(resource);
        if (failure.isPresent()) {
          process.changing(resource.address());
          process.error(
              "reading ElastiCache Replication Group ("
                  + state.ids.get(resource.address())
                  + "): "
                  + failure.get(),
              "");
          return true;
        }
      }
    }
    return false;
  }

  private void update(SmallStack.Resource resource) {
    started(resource, "update");
    terraform.environment().aws().tagBucket();
    changed++;
    done(resource, "update");
  }

  private void remove(SmallStack.Resource resource) {
    started(resource, "delete");
    resource.remover().remove(idOf(resource.address()));
    state.ids.remove(resource.address());
    state.tainted.remove(resource.address());
    removed++;
    done(resource, "delete");
  }

  private String idOf(String address) {
    String id = state.ids.get(address);
    if (id == null) {
      throw new IllegalStateException(address + " is referenced and not in the state");
    }
    return id;
  }

  private void started(SmallStack.Resource resource, String action) {
    process.changing(resource.address());
    process.print(hook("apply_start", resource, action, null));
  }

  private void done(SmallStack.Resource resource, String action) {
    process.changing(null);
    process.print(hook("apply_complete", resource, action, state.ids.get(resource.address())));
    if (++unsaved == PERSIST_EVERY) {
      unsaved = 0;
      save();
    }
  }

  private void save() {
    terraform.environment().state().write(state, terraform.environment().resources());
  }

  private void summary(String operation) {
    ObjectNode line = FakeTerraformProcess.line("change_summary", operation + " complete");
    line.putObject("changes")
        .put("operation", operation)
        .put("add", added)
        .put("change", changed)
        .put("remove", removed)
        .put("import", imported);
    process.print(line);
  }

  private static ObjectNode hook(
      String type, SmallStack.Resource resource, String action, String id) {
    ObjectNode line =
        FakeTerraformProcess.line(type, resource.address() + ": " + type + " " + action);
    ObjectNode hook = line.putObject("hook");
    resource(hook, resource);
    hook.put("action", action).put("elapsed_seconds", 0);
    if (id != null) {
      hook.put("id_key", "id").put("id_value", id);
    }
    return line;
  }

  static void resource(ObjectNode parent, SmallStack.Resource source) {
    ObjectNode json = parent.putObject("resource");
    json.put("addr", source.address()).put("module", "");
    json.put("resource", source.address()).put("implied_provider", "aws");
    json.put("resource_type", source.type()).put("resource_name", source.name());
    if (source.key() == null) {
      json.putNull("resource_key");
    } else {
      json.put("resource_key", source.key());
    }
  }
}
