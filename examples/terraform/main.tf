# Two VPCs in two accounts and Regions, peered: request, acceptance, DNS option, route, tags.
#
#   peering-mock serve &  eval "$(peering-mock env)"
#   terraform init && terraform apply
#
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" { region = "us-east-1" }
provider "aws" {
  alias      = "peer"
  region     = "eu-west-1"
  access_key = "222222222222"
  secret_key = "not-a-secret"
}
variable "team" { default = "blue" }
resource "aws_vpc" "mine" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_vpc" "theirs" {
  provider             = aws.peer
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
}
resource "aws_vpc_peering_connection" "asked" {
  vpc_id        = aws_vpc.mine.id
  peer_vpc_id   = aws_vpc.theirs.id
  peer_owner_id = "222222222222"
  peer_region   = "eu-west-1"
  tags          = { Team = var.team }
}
resource "aws_vpc_peering_connection_accepter" "accepted" {
  provider                  = aws.peer
  vpc_peering_connection_id = aws_vpc_peering_connection.asked.id
  auto_accept               = true
  tags                      = { Side = "accepter" }
}
resource "aws_vpc_peering_connection_options" "requester" {
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.accepted.id
  requester { allow_remote_vpc_dns_resolution = true }
}
resource "aws_route" "to_them" {
  route_table_id            = aws_vpc.mine.main_route_table_id
  destination_cidr_block    = aws_vpc.theirs.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.accepted.id
}
