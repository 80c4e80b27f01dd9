package io.beta9.provisioning.terraform.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StateResourcesTest {

  @Test
  void reads_addresses_ids_and_taints_but_no_attributes() {
    StateResources state =
        StateResources.parse(
            """
            {"version":4,"serial":7,"lineage":"l","outputs":{},"resources":[
              {"mode":"data","type":"aws_x","name":"d","instances":[{"attributes":{"id":"1"}}]},
              {"mode":"managed","type":"aws_subnet","name":"private","instances":[
                {"index_key":"us-east-1a","attributes":{"id":"subnet-1","password":"p"}},
                {"index_key":"us-east-1b","attributes":{"id":"subnet-2"}}]},
              {"module":"module.m","mode":"managed","type":"aws_db_instance","name":"this",
               "instances":[{"index_key":0,"status":"tainted","attributes":{"id":"db-1"}}]}]}
            """);

    assertThat(state.serial()).isEqualTo(7);
    assertThat(state.resources())
        .containsExactly(
            new StateResources.ManagedResource(
                "aws_subnet.private[\"us-east-1a\"]", "aws_subnet", "subnet-1", false),
            new StateResources.ManagedResource(
                "aws_subnet.private[\"us-east-1b\"]", "aws_subnet", "subnet-2", false),
            new StateResources.ManagedResource(
                "module.m.aws_db_instance.this[0]", "aws_db_instance", "db-1", true));
  }

  @Test
  void reads_a_missing_state_as_empty() {
    assertThat(StateResources.parse("\n").isEmpty()).isTrue();
  }
}
