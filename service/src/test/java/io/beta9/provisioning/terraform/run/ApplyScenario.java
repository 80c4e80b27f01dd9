package io.beta9.provisioning.terraform.run;

import io.beta9.provisioning.terraform.plan.SavedPlan;
import io.beta9.provisioning.terraform.process.RunKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What an apply or a destroy of the stateful Terraform does, one resource at a time. */
final class ApplyScenario {
  /** As many resources are made between two writes of the state. */
  private static final int PERSIST_EVERY = 5;

  private final FakeTerraform terraform;
  private final FakeTerraformProcess job;
  private RemoteState.Content state = new RemoteState.Content();
  private int added;
  private int changed;
  private int removed;
  private int imported;
  private int unsaved;

  ApplyScenario(FakeTerraform terraform, FakeTerraformProcess job) {
    this.terraform = terraform;
    this.job = job;
  }

  void apply() {
    LockScenario.lineUp(terraform, job, RunKind.APPLY);
    job.then(
        () -> {
          SavedPlan plan = terraform.savedPlan().orElseThrow();
          state = terraform.environment().state().read();
          if (state.serial != plan.serial() || !state.lineage.equals(plan.lineage())) {
            job.error("Saved plan is stale", "The state was changed since the plan was made.");
            return;
          }
          state.ids.keySet().retainAll(plan.known().keySet());
          job.atLast(this::save);
          for (SmallStack.Resource one : plan.stack()) {
            if (plan.imports().containsKey(one.address())) {
              job.then(() -> take(one, plan.imports().get(one.address())));
            }
          }
          for (SmallStack.Resource one : plan.stack()) {
            if (plan.updates().contains(one.address())) {
              job.then(() -> update(one));
            } else if (plan.creates().contains(one)) {
              job.then(() -> make(one));
            }
          }
          job.then(
              () -> {
                if (state.ids.size() == plan.stack().size()) {
                  state.outputs = terraform.environment().stack().outputs(state.ids::get);
                }
              });
          job.then(() -> summary("apply"));
        });
  }

  void destroy() {
    LockScenario.lineUp(terraform, job, RunKind.DESTROY);
    job.then(
        () -> {
          state = terraform.environment().state().read();
          job.atLast(this::save);
          List<SmallStack.Resource> all = new ArrayList<>(terraform.environment().resources());
          Collections.reverse(all);
          for (SmallStack.Resource one : all) {
            if (state.ids.containsKey(one.address())) {
              job.then(() -> remove(one));
            }
          }
          job.then(state.outputs::clear);
          job.then(() -> summary("destroy"));
        });
  }

  private void take(SmallStack.Resource one, String id) {
    state.ids.put(one.address(), one.finder().find(id));
    imported++;
    done(one, "import");
  }

  private void make(SmallStack.Resource one) {
    started(one, "create");
    state.ids.put(one.address(), one.maker().make(this::idOf));
    added++;
    done(one, "create");
  }

  private void update(SmallStack.Resource one) {
    started(one, "update");
    terraform.environment().aws().tagBucket();
    changed++;
    done(one, "update");
  }

  private void remove(SmallStack.Resource one) {
    started(one, "delete");
    one.remover().remove(idOf(one.address()));
    state.ids.remove(one.address());
    removed++;
    done(one, "delete");
  }

  private String idOf(String address) {
    String id = state.ids.get(address);
    if (id == null) {
      throw new IllegalStateException(address + " is needed and not in the state");
    }
    return id;
  }

  private void started(SmallStack.Resource one, String action) {
    job.say(hook("apply_start", one, action, null));
  }

  private void done(SmallStack.Resource one, String action) {
    job.say(hook("apply_complete", one, action, state.ids.get(one.address())));
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
    job.say(line);
  }

  private static ObjectNode hook(String type, SmallStack.Resource one, String action, String id) {
    ObjectNode line = FakeTerraformProcess.line(type, one.address() + ": " + type + " " + action);
    ObjectNode hook = line.putObject("hook");
    resource(hook, one);
    hook.put("action", action).put("elapsed_seconds", 0);
    if (id != null) {
      hook.put("id_key", "id").put("id_value", id);
    }
    return line;
  }

  static void resource(ObjectNode parent, SmallStack.Resource one) {
    ObjectNode resource = parent.putObject("resource");
    resource.put("addr", one.address()).put("module", "");
    resource.put("resource", one.address()).put("implied_provider", "aws");
    resource.put("resource_type", one.type()).put("resource_name", one.name());
    if (one.key() == null) {
      resource.putNull("resource_key");
    } else {
      resource.put("resource_key", one.key());
    }
  }
}
