"""AWS: VPC peering as EC2 answers it; everything else is moto's."""

from .cloud import AwsCloud

__all__ = ["AwsCloud"]
